// The functions of SQL that are ours answer like the stock ones, and stop where those do not.
#include <random>

#include "tests/unit/store/plugin_database_support.h"

using namespace perigee;
using namespace perigee::test;

namespace {

/// What a stock connection and a plugin's say to the same expression.
class Compared {
 public:
  void check(const std::string& expression) {
    const std::string sql = "SELECT quote(" + expression + ") AS answer";
    auto rows = stock_.query_values(sql, {});
    std::string expected = "an error";
    if (rows.next()) expected = rows.string(0);
    std::string given = "an error";
    if (ours_.query(sql)) given = ours_.rows.text(ours_.rows.at(0, 0));
    INFO(expression);
    CHECK(given == expected);
  }

 private:
  Connection stock_ = Connection::open_memory().value();
  PluginDatabaseFixture ours_;
};

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

/// A short text of few different characters, so that patterns meet it often.
std::string pick_text(std::mt19937& dice, const std::vector<std::string>& parts) {
  std::string text;
  for (auto left = dice() % 7; left > 0; --left) text += parts[dice() % parts.size()];
  return text;
}

}  // namespace

TEST_CASE("the bounded functions answer like the stock ones") {
  Compared compared;
  for (const char* expression : {"instr('abc', 'c')",
                                 "instr('é€x', 'x')",
                                 "instr('é€x', '€')",
                                 "instr('abc', '')",
                                 "instr('', 'a')",
                                 "instr('', '')",
                                 "instr(NULL, 'a')",
                                 "instr('a', NULL)",
                                 "instr(x'0102ff03', x'ff03')",
                                 "instr(x'616263', 'c')",
                                 "instr('abc', x'63')",
                                 "instr(12345, 34)",
                                 "instr('é', cast(x'a9' as text))",
                                 "instr(x'', x'')",
                                 "replace('abcabc', 'b', 'xyz')",
                                 "replace('aaa', 'aa', 'b')",
                                 "replace('abc', '', 'x')",
                                 "replace(123, 2, 5)",
                                 "replace(NULL, 'a', 'b')",
                                 "replace('a', NULL, 'b')",
                                 "replace('a', 'a', NULL)",
                                 "replace('abc', 'abc', '')",
                                 "replace('éa', 'é', 'e')",
                                 "trim('xxaxx', 'x')",
                                 "trim('éaé', 'é')",
                                 "ltrim('abcb', 'ab')",
                                 "rtrim('abcb', 'bc')",
                                 "trim('aaa', 'a')",
                                 "trim('abc', '')",
                                 "trim('', 'a')",
                                 "trim(NULL, 'a')",
                                 "trim('a', NULL)",
                                 "trim('€é€x', 'é€')",
                                 "trim('  a ')",
                                 "typeof(trim('1', '2'))",
                                 "'abc' LIKE 'A%'",
                                 "'abc' LIKE '_b_'",
                                 "'é' LIKE '_'",
                                 "'É' LIKE 'é'",
                                 "'a' LIKE NULL",
                                 "NULL LIKE 'a'",
                                 "'10%' LIKE '10x%' ESCAPE 'x'",
                                 "'10a' LIKE '10x%' ESCAPE 'x'",
                                 "'a%b' LIKE 'a%%b' ESCAPE '%'",
                                 "'a_b' LIKE 'a__b' ESCAPE '_'",
                                 "'a' LIKE 'a' ESCAPE 'xx'",
                                 "'a' LIKE 'ax' ESCAPE 'x'",
                                 "'a' LIKE 'a' ESCAPE NULL",
                                 "'' LIKE ''",
                                 "'' LIKE '%'",
                                 "'a' LIKE ''",
                                 "'abc' GLOB 'a*'",
                                 "'abc' GLOB 'A*'",
                                 "'abc' GLOB '[a-c]bc'",
                                 "'-' GLOB '[a-]'",
                                 "']' GLOB '[]]'",
                                 "'b' GLOB '[^a]'",
                                 "'a' GLOB '[^a]'",
                                 "'a' GLOB '[a'",
                                 "'a' GLOB '['",
                                 "'é' GLOB '[à-ü]'",
                                 "'*' GLOB '[*]'",
                                 "12 LIKE '1_'",
                                 "x'61' LIKE 'A'",
                                 "'a' LIKE x'61'",
                                 "x'61' GLOB 'a'",
                                 "x'61' LIKE NULL",
                                 "'a' || char(0) || 'b' LIKE 'a'",
                                 "'[' GLOB '[[]'",
                                 "'abcd' LIKE '%b%d'",
                                 "'x' LIKE '%%'"}) {
    compared.check(expression);
  }
}

TEST_CASE("and to what chance comes up with") {
  Compared compared;
  std::mt19937 dice(7);
  const std::vector<std::string> plain = {"a", "b", "A", "é", "€", "-", "]"};
  const std::vector<std::string> like = {"a", "b", "A", "é", "%", "_", "%", "x"};
  const std::vector<std::string> glob = {"a", "b", "é", "*", "?", "[", "]", "^", "-", "*"};
  for (int i = 0; i < 1500; ++i) {
    const std::string text = quoted(pick_text(dice, plain));
    compared.check(text + " LIKE " + quoted(pick_text(dice, like)));
    compared.check(text + " LIKE " + quoted(pick_text(dice, like)) + " ESCAPE 'x'");
    compared.check(text + " GLOB " + quoted(pick_text(dice, glob)));
    compared.check("instr(" + text + ", " + quoted(pick_text(dice, plain)) + ")");
    compared.check("replace(" + text + ", " + quoted(pick_text(dice, plain)) + ", 'xé')");
    compared.check("trim(" + text + ", " + quoted(pick_text(dice, plain)) + ")");
    compared.check("rtrim(" + text + ", " + quoted(pick_text(dice, plain)) + ")");
  }
}

TEST_CASE("long searches are paid for and end with the run") {
  PluginDatabaseFixture test;
  const std::string text(500'000, 'a');
  const std::string part = std::string(250'000, 'a') + "b";
  const std::string pattern = "%" + std::string(190, 'a') + "b";
  SqlParameters searched{{}, {{"text", std::string_view(text)}, {"part", std::string_view(part)}}};
  REQUIRE(test.query("SELECT instr(:text, :part) AS at", searched));
  CHECK(test.rows.at(0, 0).integer == 0);
  REQUIRE(test.query("SELECT replace(:text, :part, 'x') = :text AS same", searched));
  CHECK(test.rows.at(0, 0).integer == 1);
  SqlParameters matched{{},
                        {{"text", std::string_view(text)}, {"like", std::string_view(pattern)}}};
  test.steps.left = 100'000;
  const auto stopped = test.query("SELECT :text LIKE :like AS found", matched);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == Code::Timeout);
  test.steps.left = 1000;
  const auto large = test.query("SELECT length(randomblob(1000000)) AS size");
  REQUIRE_FALSE(large);
  CHECK(large.error().code == Code::Timeout);
}

TEST_CASE("trim takes a list of characters, not a text") {
  PluginDatabaseFixture test;
  const std::string list(5000, 'a');
  SqlParameters parameters{{std::string_view(list)}, {}};
  const auto refused = test.query("SELECT trim('a', ?) AS t", parameters);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Catch::Contains("too many characters to trim"));
}
