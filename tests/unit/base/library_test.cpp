#include "host/base/library.h"

#include <catch2/catch.hpp>

using namespace perigee;

TEST_CASE("a function of a library of the system is found and works") {
  Library library("libm.so.6", "libc6");
  double (*root)(double) = nullptr;
  library.find(root, "sqrt");
  REQUIRE(library.finish(Code::FileError));
  CHECK(root(9) == 3);
}

TEST_CASE("a library or a function that is not there is named, with the package that has it") {
  int (*function)() = nullptr;
  Library missing("libmissing.so.1", "libmissing1");
  missing.find(function, "anything");
  CHECK(function == nullptr);
  const auto absent = missing.finish(Code::ConnectionFailed);
  REQUIRE_FALSE(absent);
  CHECK(absent.error().code == Code::ConnectionFailed);
  CHECK(absent.error().message.find("libmissing.so.1") != std::string::npos);
  CHECK(absent.error().hint == "install the package libmissing1 of this system");
  Library library("libm.so.6", "libc6");
  library.find(function, "no_such_function");
  CHECK(function == nullptr);
  CHECK(library.finish(Code::FileError).error().message ==
        "a library cannot be loaded: libm.so.6 has no no_such_function");
}
