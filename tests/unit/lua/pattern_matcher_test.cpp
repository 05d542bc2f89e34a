// The matcher by itself: what it matches, what it refuses, what it charges.
#include "host/lua/pattern.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/lua/plain_search.h"

using namespace std::string_view_literals;
using perigee::lua::pattern::Capture;
using perigee::lua::pattern::fault_text;
using perigee::lua::pattern::find_plain;
using perigee::lua::pattern::Item;
using perigee::lua::pattern::Match;
using perigee::lua::pattern::Matcher;
using perigee::lua::pattern::Meter;
using perigee::lua::pattern::Outcome;
using perigee::lua::pattern::Program;

namespace {

/// Adds up what is charged, and throws above a limit, as charge() raises.
struct Account {
  std::uint64_t steps = 0;
  std::uint64_t largest = 0;
  std::uint64_t limit = UINT64_MAX;

  Meter meter() {
    return {[](void* self, std::uint64_t charged) { static_cast<Account*>(self)->take(charged); },
            this};
  }
  void take(std::uint64_t charged) {
    steps += charged;
    largest = std::max(largest, charged);
    if (steps > limit) throw std::runtime_error("expired");
  }
};

/// "first-end" counted from 0, then the captures; "no", or what is wrong with the pattern.
std::string search(std::string_view subject, std::string_view pattern, Account& account,
                   std::size_t from = 0) {
  const bool anchored = pattern.starts_with('^');
  if (anchored) pattern.remove_prefix(1);
  std::vector<Item> storage(Program::storage_size(pattern) / sizeof(Item) + 1);
  const Program program(pattern, storage.data());
  Matcher matcher(program, subject, account.meter());
  Match match;
  const Outcome outcome = matcher.find(from, anchored, match);
  matcher.settle();
  if (outcome == Outcome::NotFound) return "no";
  if (outcome == Outcome::Faulty) return fault_text(match.fault);
  std::string shown = std::to_string(match.first) + "-" + std::to_string(match.end);
  for (std::size_t i = 0; i < program.captures(); ++i) {
    const Capture& capture = match.captures[i];
    if (capture.length == Capture::kPosition) {
      shown += " @" + std::to_string(capture.first);
    } else if (capture.length == Capture::kUnfinished) {
      shown += " unfinished";
    } else {
      shown += " ";
      shown += subject.substr(capture.first, static_cast<std::size_t>(capture.length));
    }
  }
  return shown;
}

std::string search(std::string_view subject, std::string_view pattern, std::size_t from = 0) {
  Account account;
  return search(subject, pattern, account, from);
}

std::string repeated(std::string_view unit, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += unit;
  return out;
}

}  // namespace

TEST_CASE("single bytes, classes and sets match what they name") {
  CHECK(search("abc", "b") == "1-2");
  CHECK(search("abc", "x") == "no");
  CHECK(search("a.c", "%.") == "1-2");
  CHECK(search("ab1", "%d") == "2-3");
  CHECK(search("12a", "%D") == "2-3");
  CHECK(search("a\0b"sv, "%z") == "1-2");
  CHECK(search(" \t!"sv, "%g") == "2-3");
  CHECK(search("\x80\xE9z", "%a") == "2-3");
  CHECK(search("xyz", "[y-z]") == "1-2");
  CHECK(search("xyz", "[^x]") == "1-2");
  CHECK(search("a]", "[]]") == "1-2");
  CHECK(search("a-", "[x-]") == "1-2");
  CHECK(search("a^", "[%^]") == "1-2");
  CHECK(search("q]", "[a-%%]") == "1-2");  // the second % escapes the bracket
  CHECK(search("\xFF", "[\x80-\xFF]") == "0-1");
  CHECK(search("", ".") == "no");
}

TEST_CASE("repetitions take as much or as little as they have to") {
  CHECK(search("aaa", "a*") == "0-3");
  CHECK(search("baa", "a+") == "1-3");
  CHECK(search("aab", "a-b") == "0-3");
  CHECK(search("ab", "ax?b") == "0-2");
  CHECK(search("axb", "ax?b") == "0-3");
  CHECK(search("<a><b>", "<.->") == "0-3");
  CHECK(search("<a><b>", "<.*>") == "0-6");
  CHECK(search("aaab", ".*ab") == "0-4");
  CHECK(search("key=value=x", "^(.-)=(.*)$") == "0-11 key value=x");
  CHECK(search("", "^a*$") == "0-0");
}

TEST_CASE("captures hold texts and positions") {
  CHECK(search("x PROJ-12", "()(%u+%-%d+)()") == "2-9 @2 PROJ-12 @9");
  CHECK(search("abab", "(a(b))%1") == "0-4 ab b");
  CHECK(search("xx-xx", "(x*)-%1") == "0-5 xx");
  CHECK(search("aa", "()%1") == "no");
  CHECK(search("ab", "(a") == "0-1 unfinished");
  CHECK(search("aab", "(a-)(a?)b") == "0-3 a a");
}

TEST_CASE("balances and frontiers look around") {
  CHECK(search("f(a(b)c)d", "%b()") == "1-8");
  CHECK(search("f(a(b", "%b()") == "no");
  CHECK(search("''", "%b''") == "0-2");
  CHECK(search("THE (quick) fox", "%f[%a]%a+%f[%A]", 5) == "5-10");
  CHECK(search("aab", "%f[b]b") == "2-3");
  CHECK(search("ab", "%f[%z]") == "2-2");
  CHECK(search("xCVE CVE", "%f[%w]CVE") == "5-8");
}

TEST_CASE("a search sees what lies before its start but does not match there") {
  CHECK(search("ab", "%f[%w]b", 1) == "no");
  CHECK(search("abab", "a", 1) == "2-3");
  CHECK(search("abc", "^b", 1) == "1-2");
  CHECK(search("abc", "()", 3) == "3-3 @3");
}

TEST_CASE("a pattern ends at its first zero byte") {
  CHECK(search("ab", "a\0x"sv) == "0-1");
  CHECK(search("ab", "b$\0"sv) == "1-2");
  CHECK(search("ab", "%\0"sv) == "malformed pattern (ends with '%')");
  CHECK(search("ab", "[a\0]"sv) == "malformed pattern (missing ']')");
}

TEST_CASE("a mistake in a pattern is reported when the match gets there") {
  CHECK(search("a", "%") == "malformed pattern (ends with '%')");
  CHECK(search("a", "[a") == "malformed pattern (missing ']')");
  CHECK(search("a", "[]") == "malformed pattern (missing ']')");
  CHECK(search("a", "[a%]") == "malformed pattern (missing ']')");
  CHECK(search("a", "%f") == "missing '[' after '%f' in pattern");
  CHECK(search("a", "%b(") == "unbalanced pattern");
  CHECK(search("a", "a)") == "invalid pattern capture");
  CHECK(search("a", "%1") == "invalid capture index");
  CHECK(search("a", "(%1)") == "invalid capture index");
  CHECK(search("a", "%0") == "invalid capture index");
  CHECK(search("a", "x%") == "no");
  CHECK(search("a", "x(") == "no");
  CHECK(search("", "x[") == "no");
}

TEST_CASE("the limits of the stock matcher are kept") {
  CHECK(search("", repeated("()", 32)) == "0-0" + repeated(" @0", 32));
  CHECK(search("", repeated("()", 33)) == "too many captures");
  CHECK(search("", repeated("a-", 199)) == "0-0");
  CHECK(search("", repeated("a-", 200)) == "pattern too complex");
  CHECK(search("", repeated("a*", 199)) == "0-0");
  CHECK(search("", repeated("a*", 200)) == "pattern too complex");
  // An optional byte nests only if it is there.
  CHECK(search("", repeated("a?", 1000)) == "0-0");
  CHECK(search(std::string(199, 'a'), repeated("a?", 1000)) == "0-199");
  CHECK(search(std::string(200, 'a'), repeated("a?", 1000)) == "pattern too complex");
  CHECK(search(std::string(5000, 'a'), repeated("a", 5000)) == "0-5000");
}

TEST_CASE("long subjects are matched beyond every window") {
  const std::string blanks(100'000, ' ');
  CHECK(search(blanks + "x", "%s*x") == "0-100001");
  CHECK(search(blanks + "x", "x") == "100000-100001");
  CHECK(search(blanks + "x", "%S") == "100000-100001");
  CHECK(search(blanks + "x", "^.-x") == "0-100001");
  CHECK(search("y" + blanks, "y.*y") == "no");
  CHECK(search("yx" + blanks, "y(.*)x") == "0-2 ");
  CHECK(search("(" + blanks + ")", "%b()") == "0-100002");
  CHECK(search("yx" + blanks, "^y%s*x") == "0-2");
  CHECK(search("y" + blanks + "x", "^y%s-x") == "0-100002");
}

TEST_CASE("steps are charged in batches, and all of them") {
  Account account;
  CHECK(search(std::string(20'000, 'a'), "a-b", account) == "no");
  CHECK(account.steps > 20'000);
  CHECK(account.largest <= 3 * perigee::lua::weights::kStepBatch);
  Account cheap;
  CHECK(search(std::string(20'000, 'a'), "b", cheap) == "no");
  CHECK(cheap.steps < 20'000 / 16);
  Account least;
  CHECK(search("b", "b", least) == "0-1");
  CHECK(least.steps > 0);
}

TEST_CASE("a meter that does not return stops the match") {
  for (const auto* pattern : {"a*a*a*a*b", "a-a-a-a-b", "(a*)*%1%1b", ".-.-.-b", "[a]+[a]+[a]+b"}) {
    Account account;
    account.limit = 100'000;
    CHECK_THROWS_AS(search(std::string(2000, 'a'), pattern, account), std::runtime_error);
    CHECK(account.steps < account.limit + 2 * perigee::lua::weights::kStepBatch);
  }
}

TEST_CASE("a plain search is exact across its windows") {
  Account account;
  const std::string text(70'000, 'a');
  CHECK(find_plain("abc", "", 2, account.meter()) == 2);
  CHECK(find_plain("abc", "bc", 0, account.meter()) == 1);
  CHECK(find_plain("abc", "bc", 2, account.meter()) == std::string::npos);
  CHECK(find_plain("abc", "abcd", 0, account.meter()) == std::string::npos);
  CHECK(find_plain("a\0b"sv, "\0b"sv, 0, account.meter()) == 1);
  for (const std::size_t at : {0, 16'383, 16'384, 16'385, 32'767, 65'536, 69'998}) {
    std::string subject = text;
    subject.replace(at, 2, "xy");
    CHECK(find_plain(subject, "xy", 0, account.meter()) == at);
    CHECK(find_plain(subject, "xy", at, account.meter()) == at);
    CHECK(find_plain(subject, "xy", at + 1, account.meter()) == std::string::npos);
  }
  const std::string needle = std::string(40'000, 'a') + "b";
  CHECK(find_plain(text + "b", needle, 0, account.meter()) == 30'000);
  CHECK(find_plain(text, needle, 0, account.meter()) == std::string::npos);
}

TEST_CASE("a plain search is charged by the bytes it reads") {
  Account account;
  find_plain(std::string(1 << 20, 'a'), "b", 0, account.meter());
  CHECK(account.steps >= (1 << 20) / perigee::lua::weights::kSearchedBytesPerStep);
  CHECK(account.steps < (1 << 18));
  Account early;
  find_plain("b" + std::string(1 << 20, 'a'), "b", 0, early.meter());
  CHECK(early.steps < 5000);
  Account expired;
  expired.limit = 5000;
  CHECK_THROWS(find_plain(std::string(1 << 20, 'a'), "b", 0, expired.meter()));
}
