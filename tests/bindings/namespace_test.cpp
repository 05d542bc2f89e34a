// The declarations that ctx, the editor stubs and the reference are made from.
#include "bindings/namespace.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using perigee::bindings::Namespace;

TEST_CASE("every entry of ctx has a name of its own, a type and one line of documentation") {
  std::set<std::string> names;
  const auto check = [&](const Namespace& ns, std::string_view name, std::string_view type,
                         std::string_view doc) {
    INFO(ns.name << "." << name);
    CHECK(names.insert(std::string(ns.name) + "." + std::string(name)).second);
    CHECK_FALSE(type.empty());
    CHECK(doc.ends_with('.'));
    CHECK(doc.find('\n') == std::string_view::npos);
  };
  for (const Namespace* ns : perigee::bindings::namespaces()) {
    CHECK(ns->doc.ends_with('.'));
    for (const auto& function : ns->functions) {
      check(*ns, function.name, function.signature, function.doc);
      CHECK(function.signature.starts_with("fun("));
    }
    for (const auto& constant : ns->constants)
      check(*ns, constant.name, constant.type, constant.doc);
  }
}

TEST_CASE("ctx itself comes first") {
  REQUIRE_FALSE(perigee::bindings::namespaces().empty());
  CHECK(perigee::bindings::namespaces().front()->name.empty());
}
