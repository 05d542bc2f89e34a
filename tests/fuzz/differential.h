// Runs a pattern function of the plugins' string library and its stock counterpart on the same
// arguments and says how they differ. Cases are made so that the stock one finishes.
#pragma once

#include <cstdint>
#include <lua.hpp>
#include <optional>
#include <span>
#include <string>

#include "tests/fuzz/dice.h"

namespace perigee::test {

/// A call of string.find, match, gmatch or gsub.
struct PatternCase {
  enum class Function : std::uint8_t { Find, Match, Gmatch, Gsub };
  /// What gsub replaces with: a string, or one of the values that Differential prepares.
  enum class Replacement : std::uint8_t { Text, Table, Indexed, Echo, Count, Mixed };

  Function function = Function::Find;
  std::string subject;
  std::string pattern;
  std::optional<int> init;  ///< of find and match; of gsub how many
  bool plain = false;
  Replacement replacement = Replacement::Text;
  std::string text;

  /// The call as Lua source, for reports.
  std::string describe() const;
};

/// A case whose pattern is likely to match somewhere.
PatternCase random_case(Dice& dice);

/// A case out of a fuzzer's bytes, or nothing if the stock function might not finish.
std::optional<PatternCase> case_from_bytes(std::span<const std::uint8_t> bytes);

class Differential {
 public:
  /// The state has a global `stock.string`; it must outlive this.
  explicit Differential(lua_State* L);

  /// How the two answers differ, or empty. Runs unprotected but for the functions compared.
  std::string compare(const PatternCase& test);

  std::uint64_t matched() const { return matched_; }
  std::uint64_t raised() const { return raised_; }

 private:
  int push_call(const PatternCase& test, int library);
  int answer(const PatternCase& test, int library);
  int answer_gmatch(int iterator_at);

  lua_State* const L_;
  const int ours_;
  const int stock_;
  const int replacements_;
  std::uint64_t matched_ = 0;
  std::uint64_t raised_ = 0;
};

}  // namespace perigee::test
