#include "tests/sandbox/attack.h"

#include <sys/stat.h>

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

namespace perigee::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead = "-- ";

// The other hook uses what an attack may have harmed; it took its functions before.
constexpr std::string_view kBefore =
    "local upper, insert, caught, text, format = string.upper, table.insert, pcall, tostring, "
    "string.format local attack = (function(...) ";
constexpr std::string_view kAfter =
    "\nend)(...) return { grants = %G, hub_tables = %H, enrich = attack, "
    "extract = function(ctx, message) local granted = %G for i = 1, #granted do "
    "if granted[i] == 'db' then ctx.db.transaction(function() "
    "ctx.db.execute('CREATE TABLE IF NOT EXISTS calm (v)') end) ctx.db.query('SELECT * FROM calm') "
    "end if granted[i] == 'state' then ctx.state.set('calm', { 1 }) ctx.state.get('calm') end end "
    "local list = {} insert(list, upper('calm')) local ok = caught(attack and text, 1) "
    "return { { kind = 'calm', value_json = { text = format('%s %s', list[1], text(ok)) } } } "
    "end }";

/// A list of names in Lua.
std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += "'" + name + "', ";
  return "{ " + list + "}";
}

/// The end of a plugin that has these grants.
std::string end_of(const Attack& attack) {
  std::string text(kAfter);
  const auto fill = [&](std::string_view gap, const std::string& list) {
    for (std::size_t at = text.find(gap); at != std::string::npos; at = text.find(gap, at)) {
      text.replace(at, gap.size(), list);
    }
  };
  fill("%G", list_of(attack.grants));
  fill("%H", list_of(attack.hub_tables));
  return text;
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

bool set_limit(plugins::LimitSettings& limits, std::string_view key, std::uint64_t value) {
  if (key == "fuel") limits.fuel = value;
  if (key == "wall_ms") limits.wall = std::chrono::milliseconds(value);
  if (key == "memory_mb") limits.memory_mb = value;
  if (key == "allocation_mb") limits.allocation_mb = value;
  return key == "fuel" || key == "wall_ms" || key == "memory_mb" || key == "allocation_mb";
}

bool read_limits(std::string_view text, plugins::LimitSettings& limits) {
  for (const std::string& word : split(text, ' ')) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return false;
    std::uint64_t value = 0;
    const char* first = word.data() + equals + 1;
    if (std::from_chars(first, word.data() + word.size(), value).ec != std::errc()) return false;
    if (!set_limit(limits, std::string_view(word).substr(0, equals), value)) return false;
  }
  return true;
}

/// One line of the head; false when it means nothing.
bool read_directive(std::string_view line, Attack& attack) {
  const std::size_t colon = std::min(line.find(": "), line.size());
  const std::string_view name = line.substr(0, colon);
  const std::string_view rest = colon < line.size() ? line.substr(colon + 2) : "";
  if (name == "whole") {
    attack.whole = true;
  } else if (name == "tries") {
    attack.tries = rest;
  } else if (name == "expect") {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    attack.codes = split(rest.substr(0, space), '|');
    attack.text = space < rest.size() ? rest.substr(space + 1) : "";
  } else if (name == "limits") {
    return read_limits(rest, attack.limits);
  } else if (name == "grants") {
    attack.grants = split(rest, ' ');
  } else if (name == "hub") {
    attack.hub_tables = split(rest, ' ');
  } else if (name == "unguarded") {
    attack.unguarded = split(rest, '|');
  } else if (name == "pipe") {
    attack.extras.push_back({std::string(rest), ""});
  } else if (const std::size_t arrow = rest.find(" -> "); name == "link" && arrow < rest.size()) {
    attack.extras.push_back(
        {std::string(rest.substr(0, arrow)), std::string(rest.substr(arrow + 4))});
  } else {
    return false;
  }
  return true;
}

/// Limits so small that an attack which works shows at once.
plugins::LimitSettings small_limits() {
  return {.fuel = 5'000'000,
          .wall = std::chrono::milliseconds(250),
          .memory_mb = 4,
          .allocation_mb = 1};
}

void make_extra(const fs::path& folder, const Extra& extra) {
  const fs::path file = folder / extra.name;
  fs::create_directories(file.parent_path());
  if (extra.target.empty()) {
    mkfifo(file.c_str(), 0600);
  } else {
    fs::create_symlink(extra.target, file);
  }
}

}  // namespace

Result<Attack> read_attack(const fs::path& path) {
  Attack attack;
  attack.file = fs::is_directory(path) ? path / "plugin.lua" : path;
  attack.whole = attack.is_folder();
  std::istringstream lines(read_text(attack.file));
  for (std::string line; std::getline(lines, line) && line.starts_with(kHead);) {
    if (read_directive(std::string_view(line).substr(kHead.size()), attack)) continue;
    return fail(Code::InvalidInput, path.string() + ": the head has no \"" + line + "\"");
  }
  if (attack.tries.empty() || attack.codes.empty()) {
    return fail(Code::InvalidInput, path.string() + ": the head lacks tries: or expect:");
  }
  attack.limits = attack.limits.over(small_limits());
  return attack;
}

Result<plugins::PluginSource> make_plugin(const Attack& attack, const fs::path& room) {
  if (attack.is_folder()) {
    const fs::path folder = room / attack.file.parent_path().filename();
    fs::copy(attack.file.parent_path(), folder, fs::copy_options::recursive);
    for (const Extra& extra : attack.extras) make_extra(folder, extra);
    return plugins::read_plugin({folder.filename(), folder / "plugin.lua", folder});
  }
  auto source = plugins::read_plugin({attack.file.stem(), attack.file, {}});
  if (source && !attack.whole) {
    source->text = std::string(kBefore) + source->text + end_of(attack);
  }
  return source;
}

}  // namespace perigee::sandbox
