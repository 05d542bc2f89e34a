// The plugins' string library against the stock one: one JSON object a line. With the argument
// "bombs" it runs patterns that would keep the stock matcher busy for seconds to years, ours only,
// and says how soon a limit of fuel stops them.
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.h"
#include "tests/fuzz/stock.h"

namespace {

using perigee::Value;
using perigee::lua::Argument;
using perigee::lua::Budget;
using perigee::lua::Ref;

constexpr Budget kUnlimited{UINT64_MAX / 2, std::chrono::hours(1)};

/// A body of Lua that is run again and again; `text` and the functions of one library are local.
struct Case {
  const char* name;
  std::size_t text_bytes;
  const char* body;
};

constexpr std::array kCases = {
    Case{"gmatch issue keys", 200, R"~(for a, k, b in gmatch(text, "()(%u+%-%d+)()") do end)~"},
    Case{"gmatch issue keys", 20480, R"~(for a, k, b in gmatch(text, "()(%u+%-%d+)()") do end)~"},
    Case{"gmatch urls", 200,
         R"~(for u in gmatch(text, "https?://[%w%-%._~:/%?#%[%]@!%$&'%(%)%*%+,;=%%]+") do end)~"},
    Case{"gmatch urls", 20480,
         R"~(for u in gmatch(text, "https?://[%w%-%._~:/%?#%[%]@!%$&'%(%)%*%+,;=%%]+") do end)~"},
    Case{"gmatch cve", 200, R"~(for c in gmatch(text, "%f[%w]CVE%-%d%d%d%d%-%d+") do end)~"},
    Case{"gmatch cve", 20480, R"~(for c in gmatch(text, "%f[%w]CVE%-%d%d%d%d%-%d+") do end)~"},
    Case{"gmatch numbers", 200, R"~(for n in gmatch(text, "#(%d+)") do end)~"},
    Case{"gmatch numbers", 20480, R"~(for n in gmatch(text, "#(%d+)") do end)~"},
    Case{"gmatch words", 200, R"~(for w in gmatch(text, "%a+") do end)~"},
    Case{"gmatch words", 20480, R"~(for w in gmatch(text, "%a+") do end)~"},
    Case{"gmatch mail", 200, R"~(for m in gmatch(text, "[%w.]+@[%w.]+%.%a+") do end)~"},
    Case{"gmatch mail", 20480, R"~(for m in gmatch(text, "[%w.]+@[%w.]+%.%a+") do end)~"},
    Case{"gmatch lines", 20480, R"~(for l in gmatch(text, "[^\n]+") do end)~"},
    Case{"gmatch code spans", 20480, R"~(for c in gmatch(text, "`(.-)`") do end)~"},
    Case{"find plain, at the end", 200, R"~(find(text, "the end", 1, true))~"},
    Case{"find plain, at the end", 20480, R"~(find(text, "the end", 1, true))~"},
    Case{"find without specials", 200, R"~(find(text, "the end"))~"},
    Case{"find without specials", 20480, R"~(find(text, "the end"))~"},
    Case{"find pattern, absent", 200, R"~(find(text, "%d%d%d%d%d%d+"))~"},
    Case{"find pattern, absent", 20480, R"~(find(text, "%d%d%d%d%d%d+"))~"},
    Case{"find early", 20480, R"~(find(text, "%u%l+"))~"},
    Case{"match command", 16, R"~(match("/remind tomorrow", "^/(%a+)%s*(.*)$"))~"},
    Case{"match pair", 16, R"~(match("key = value", "^(%w+)%s*=%s*(%w+)$"))~"},
    Case{"match no", 16, R"~(match("nothing", "^%d+$"))~"},
    Case{"match trim", 32, R"~(match("   some words to be trimmed   ", "^%s*(.-)%s*$"))~"},
    Case{"match set", 16, R"~(match("a-name-of-mine", "^[a-z][a-z0-9-]*$"))~"},
    Case{"gsub string", 200, R"~(gsub(text, "(%u+)%-(%d+)", "%2 of %1"))~"},
    Case{"gsub string", 20480, R"~(gsub(text, "(%u+)%-(%d+)", "%2 of %1"))~"},
    Case{"gsub blanks", 200, R"~(gsub(text, "%s+", " "))~"},
    Case{"gsub blanks", 20480, R"~(gsub(text, "%s+", " "))~"},
    Case{"gsub escape", 20480, R"~(gsub(text, "[&<>'\"]", escapes))~"},
    Case{"gsub function", 200, R"~(gsub(text, "%u+%-%d+", upper))~"},
    Case{"gsub function", 20480, R"~(gsub(text, "%u+%-%d+", shorter))~"},
    Case{"gsub nothing", 20480, R"~(gsub(text, "@@@", "x"))~"},
    Case{"sub", 200, R"~(sub(text, 20, 40))~"},
    Case{"byte", 200, R"~(byte(text, 20))~"},
    Case{"char", 200, R"~(char(65, 66))~"},
    Case{"rep", 200, R"~(rep("ab", 10))~"},
    Case{"lower", 200, R"~(lower(text))~"},
    Case{"upper", 20480, R"~(upper(text))~"},
    Case{"format %s %d", 200, R"~(format("%s-%d", "PROJ", 123))~"},
    Case{"format %5.2f", 200, R"~(format("%5.2f", 3.14159))~"},
    Case{"format %q", 200, R"~(format("%q", text))~"},
};

constexpr std::string_view kSentences =
    "Deployed PROJ-1234 to staging, see https://ci.example.org/builds/42?tab=log#end for details. "
    "Fixes #17 and CVE-2024-25176; ask ops@example.org <before> you merge `git pull --rebase`.\n"
    "The nightly run of \"hub & plugins\" took 12.5 s on host-7, which is 3 % more than usual. "
    "Nobody has looked at the reports yet, so please read them when you find some quiet time.\n";

std::string corpus(std::size_t bytes) {
  constexpr std::string_view kEnd = " the end";
  std::string text;
  while (text.size() < bytes) text += kSentences;
  text.resize(bytes - std::min(bytes, kEnd.size()));
  return text + std::string(kEnd);
}

double cpu_ns() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// A plugin's state in which a body runs as often as asked.
class Bench {
 public:
  Bench() : state_(perigee::lua::State::create({}, clock_).value()) {
    perigee::test::inside(*state_, perigee::test::add_stock_libraries);
  }

  /// A function of one number that runs the body so often, with one library or the other.
  Ref load(const Case& c, const std::string& library) {
    const std::string text = corpus(c.text_bytes);
    return run_chunk(
        "local text = [==[" + text + "]==] local s = " + library +
        " local find, match, gmatch, gsub, sub, byte, char, rep, lower, upper, format = s.find, "
        "s.match, s.gmatch, s.gsub, s.sub, s.byte, s.char, s.rep, s.lower, s.upper, s.format "
        "local escapes = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['\"'] = '&quot;'} "
        "local function shorter(x) return 'K' end "
        "return function(n) for i = 1, n do " +
        c.body + " end end");
  }

  Ref run_chunk(const std::string& source) {
    const auto loaded = state_->run_chunk("bench.lua", source, kUnlimited, "bench");
    PERIGEE_CHECK(loaded, loaded.error().describe());
    return *loaded;
  }

  /// CPU time of one run of the body.
  double time(Ref function, std::int64_t times) {
    const Value argument(times);
    const double start = cpu_ns();
    const auto result = state_->call(function, std::array<Argument, 1>{&argument}, kUnlimited, "");
    const double ns = cpu_ns() - start;
    PERIGEE_CHECK(result, result.error().describe());
    return ns / static_cast<double>(times);
  }

  perigee::lua::State& state() { return *state_; }

 private:
  perigee::SystemClock clock_;
  std::unique_ptr<perigee::lua::State> state_;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void compare(const Case& c) {
  constexpr int kRounds = 41;
  constexpr double kRoundNs = 2e6;
  Bench bench;
  const Ref our_loop = bench.load(c, "string");
  const Ref stock_loop = bench.load(c, "stock.string");
  const auto times =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(kRoundNs / bench.time(stock_loop, 50)));
  std::vector<double> ours;
  std::vector<double> stock;
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    ours.push_back(bench.time(our_loop, times));
    stock.push_back(bench.time(stock_loop, times));
    ratios.push_back(ours.back() / stock.back());
  }
  std::printf(
      "{\"bench\":\"pattern\",\"case\":\"%s, %zu B\",\"ours_ns\":%.1f,\"stock_ns\":%.1f,"
      "\"ratio\":%.2f}\n",
      c.name, c.text_bytes, median(ours), median(stock), median(ratios));
  std::fflush(stdout);
}

struct Bomb {
  const char* name;
  const char* body;
};

constexpr std::array kBombs = {
    Bomb{"a* x4 b, 200 B", "local _ = (('a'):rep(200)):find(('a*'):rep(4) .. 'b')"},
    Bomb{"a* x10 b, 200 B", "local _ = (('a'):rep(200)):find(('a*'):rep(10) .. 'b')"},
    Bomb{"a- x4 b, 200 B", "local _ = (('a'):rep(200)):find(('a-'):rep(4) .. 'b')"},
    Bomb{"(a?) x25 a x25", "local _ = (('a'):rep(25)):find(('(a?)'):rep(25) .. ('a'):rep(25))"},
    Bomb{"a? x25 a x25", "local _ = (('a'):rep(25)):find(('a?'):rep(25) .. ('a'):rep(25))"},
    Bomb{".-.-z, 20 KB", "local _ = (('a'):rep(20480)):find('.-.-z')"},
    Bomb{"(.*),(.*),(.*);, 2 KB", "local _ = ((','):rep(2048)):find('(.*),(.*),(.*);')"},
    Bomb{"mail, 20 KB", "local _ = (('a'):rep(20480)):find('[%w]+@[%w.]+%.com')"},
    Bomb{"trim, 20 KB of blanks",
         "local _ = ('x' .. (' '):rep(20480) .. 'x'):match('^%s*(.-)%s*$')"},
    Bomb{"%b(), 200 KB", "local _ = (('('):rep(204800)):find('%b()')"},
    Bomb{"gsub a-b, 20 KB", "local _ = (('a'):rep(20480)):gsub('a-b', '')"},
    Bomb{"plain a..ab, 1 MB", "local _ = (('a'):rep(2^20)):find(('a'):rep(2^19) .. 'b', 1, true)"},
    Bomb{"gmatch (), 1 MB", "for p in ('a'):rep(2^20):gmatch('()') do end"},
    Bomb{"(.*)%1, 20 KB", "local _ = (('a'):rep(20480) .. 'b'):find('(.*)%1b$')"},
};

void detonate(const Bomb& bomb) {
  Bench bench;
  const Ref fuse = bench.run_chunk("return function() " + std::string(bomb.body) + " end");
  const Budget budget{10'000'000, std::chrono::hours(1)};
  const double start = cpu_ns();
  const bool stopped = !bench.state().call(fuse, {}, budget, "");
  const double ns = cpu_ns() - start;
  const auto fuel = static_cast<double>(bench.state().last_cost().fuel);
  std::printf(
      "{\"bench\":\"pattern bomb\",\"case\":\"%s\",\"steps\":%.0f,\"ms\":%.2f,"
      "\"ns_per_step\":%.2f,\"stopped\":%s}\n",
      bomb.name, fuel, ns / 1e6, ns / fuel, stopped ? "true" : "false");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "bombs") {
    for (const Bomb& bomb : kBombs) detonate(bomb);
  } else {
    for (const Case& c : kCases) {
      if (argc < 2 || std::string_view(c.name).find(argv[1]) != std::string_view::npos) compare(c);
    }
  }
  return EXIT_SUCCESS;
}
