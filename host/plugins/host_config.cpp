#include "host/plugins/host_config.h"

#include <fstream>
#include <limits>

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/lua/state.h"
#include "host/plugins/grants.h"
#include "host/plugins/manifest.h"
#include "host/plugins/table_reader.h"

namespace perigee::plugins {
namespace {

constexpr std::int64_t kAnyPositive = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kWallMax = 600'000;  // ten minutes: more is no limit
constexpr std::int64_t kMemoryMax = 4096;   // MiB
constexpr std::int64_t kRequestsMax = 1'000'000'000;
constexpr std::int64_t kConnectionsMax = 1'000'000;
constexpr std::int64_t kBodyMaxKb = 16 * 1024;  // held in memory whole, per connection
constexpr std::int64_t kQueueMinKb = 256;       // the longest event fits
constexpr std::int64_t kQueueMaxKb = 1024 * 1024;

Result<LimitSettings> read_limits(const Value& given, const std::string& path) {
  TableReader table(given, path);
  LimitSettings limits;
  if (const auto fuel = table.integer("fuel", 1000, kAnyPositive)) {
    limits.fuel = static_cast<std::uint64_t>(*fuel);
  }
  if (const auto wall = table.integer("wall_ms", 1, kWallMax)) {
    limits.wall = std::chrono::milliseconds(*wall);
  }
  if (const auto memory = table.integer("memory_mb", 1, kMemoryMax)) {
    limits.memory_mb = static_cast<std::size_t>(*memory);
  }
  if (const auto allocation = table.integer("allocation_mb", 1, kMemoryMax)) {
    limits.allocation_mb = static_cast<std::size_t>(*allocation);
  }
  if (auto done = table.finish(); !done) return fail(std::move(done));
  return limits;
}

Result<PluginSettings> read_settings(const Value& given, const std::string& path) {
  TableReader table(given, path);
  PluginSettings settings;
  settings.enabled = table.boolean("enabled").value_or(true);
  settings.config = table.table("config");
  const Value limits = table.table("limits");
  settings.grants = table.strings("grants");
  for (const std::string& grant : settings.grants.value_or(std::vector<std::string>())) {
    if (is_grant(grant)) continue;
    const std::string guess = did_you_mean(grant, kGrants);
    table.refuse("grants", "names \"" + grant + "\", which is not a grant" +
                               (guess.empty() ? "" : ", " + guess));
  }
  if (auto done = table.finish(); !done) return fail(std::move(done));
  auto read = read_limits(limits, table.path_of("limits"));
  if (!read) return fail(std::move(read));
  settings.limits = *read;
  return settings;
}

Result<void> read_plugins(const Value& given, HostConfig& config) {
  if (!given.is_object()) return {};
  for (const auto& [name, value] : given.as_object()) {
    if (auto valid = check_plugin_name(name); !valid) {
      return fail(Code::InvalidConfig, "plugins: " + valid.error().message, valid.error().hint);
    }
    auto settings = read_settings(value, "plugins[\"" + name + "\"]");
    if (!settings) return fail(std::move(settings));
    config.plugins.emplace(name, std::move(*settings));
  }
  return {};
}

Result<void> read_store(const Value& given, HostConfig& config) {
  TableReader table(given, "store");
  if (const auto durability = table.string("durability")) {
    if (*durability == "normal") {
      config.durability = store::Durability::Normal;
    } else if (*durability != "full") {
      table.refuse("durability", "must be \"full\" or \"normal\", not \"" + *durability + "\"");
    }
  }
  return table.finish();
}

Result<void> read_http(const Value& given, HostConfig& config) {
  TableReader table(given, "http");
  config.listen = table.string("listen");
  return table.finish();
}

Result<void> read_requests(const Value& given, RequestLimits& requests) {
  TableReader table(given, "limits.requests");
  requests.enabled = table.boolean("enabled").value_or(requests.enabled);
  requests.per_client =
      static_cast<int>(table.integer("per_client", 1, kRequestsMax).value_or(requests.per_client));
  requests.all = static_cast<int>(table.integer("all", 1, kRequestsMax).value_or(requests.all));
  return table.finish();
}

FrontLimits read_front(TableReader& table) {
  const auto kib = [&table](std::string_view key, std::int64_t least, std::int64_t most) {
    const auto given = table.integer(key, least, most);
    return given ? std::optional(static_cast<std::size_t>(*given) * limits::kKiB) : std::nullopt;
  };
  FrontLimits front;
  if (const auto connections = table.integer("connections", 1, kConnectionsMax)) {
    front.connections = static_cast<std::size_t>(*connections);
  }
  front.body = kib("body_kb", 1, kBodyMaxKb);
  front.attachment_body = kib("attachment_body_kb", 1, kBodyMaxKb);
  front.subscriber_queue = kib("subscriber_queue_kb", kQueueMinKb, kQueueMaxKb);
  return front;
}

Result<void> read_all_limits(const Value& given, HostConfig& config) {
  TableReader table(given, "limits");
  config.front = read_front(table);
  const Value defaults = table.table("default");
  const Value requests = table.table("requests");
  if (auto done = table.finish(); !done) return done;
  if (auto done = read_requests(requests, config.requests); !done) return done;
  auto read = read_limits(defaults, "limits.default");
  if (!read) return fail(std::move(read));
  config.limits = *read;
  return {};
}

Result<Value> evaluate(const std::filesystem::path& file, const std::string& text,
                       const Clock& clock) {
  auto state = lua::State::create(LimitSettings{}.memory(), clock);
  if (!state) return fail(std::move(state));
  const lua::Budget budget{limits::kLoadFuel, limits::kLoadWall};
  const auto result = (*state)->run_chunk(file.string(), text, budget, "");
  if (!result) return std::unexpected(result.error());
  auto fields = (*state)->fields(*result);
  if (!fields) {
    return fail(Code::InvalidConfig, "it must return a table: " + fields.error().message,
                "end the file with `return { … }`");
  }
  Value table{Object{}};
  for (lua::Field& field : *fields) {
    if (field.function) {
      return fail(Code::InvalidConfig, field.name + " must not be a function");
    }
    table.set(field.name, std::move(field.value));
  }
  return table;
}

}  // namespace

lua::Budget LimitSettings::hook_budget() const {
  return {fuel.value_or(limits::kHookFuel), wall.value_or(limits::kHookWall)};
}

lua::MemoryLimits LimitSettings::memory() const {
  lua::MemoryLimits memory;
  if (memory_mb) {
    memory.soft = *memory_mb * limits::kMiB;
    memory.hard = memory.soft + memory.soft / 2;
    memory.allocation = std::min(memory.allocation, memory.soft);
  }
  if (allocation_mb) memory.allocation = *allocation_mb * limits::kMiB;
  return memory;
}

LimitSettings LimitSettings::over(const LimitSettings& other) const {
  return {fuel ? fuel : other.fuel, wall ? wall : other.wall,
          memory_mb ? memory_mb : other.memory_mb,
          allocation_mb ? allocation_mb : other.allocation_mb};
}

PluginSettings HostConfig::settings_of(std::string_view plugin) const {
  const auto found = plugins.find(plugin);
  PluginSettings settings = found == plugins.end() ? PluginSettings{} : found->second;
  settings.limits = settings.limits.over(limits);
  return settings;
}

Result<HostConfig> parse_host_config(const Value& given) {
  HostConfig config;
  TableReader table(given, "");
  const Value limits = table.table("limits");
  const Value plugins = table.table("plugins");
  const Value store = table.table("store");
  const Value http = table.table("http");
  if (const auto who = table.string("migrations")) {
    if (*who == "manual") {
      config.migrations = Migrations::Manual;
    } else if (*who != "automatic") {
      table.refuse("migrations", "must be \"automatic\" or \"manual\", not \"" + *who + "\"");
    }
  }
  auto done = table.finish();
  if (done) done = read_all_limits(limits, config);
  if (done) done = read_plugins(plugins, config);
  if (done) done = read_store(store, config);
  if (done) done = read_http(http, config);
  if (!done) return fail(std::move(done));
  return config;
}

Result<HostConfig> read_host_config(const std::filesystem::path& file, const Clock& clock) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Code::FileError, "cannot read " + file.string(), "check --config FILE");
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto table = evaluate(file, text, clock);
  auto config = table ? parse_host_config(*table) : Result<HostConfig>(fail(std::move(table)));
  if (!config) {
    Error& error = config.error();
    error.code = Code::InvalidConfig;
    if (error.where.file.empty()) error.where.file = file.string();
    return config;
  }
  return config;
}

}  // namespace perigee::plugins
