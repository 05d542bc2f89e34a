// Target: loading a plugin and running its hooks on one message, within limits so small that many
// inputs reach them. Whatever the source is, the host gets a generation or an error that names the
// plugin, and outputs that passed the checks.
#include "bindings/context.h"
#include "host/base/clock.h"
#include "host/base/text.h"
#include "host/plugins/generation.h"
#include "host/plugins/outputs.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace perigee;
using namespace perigee::plugins;

constexpr std::string_view kContent =
    "PROJ-12 caf\xC3\xA9 \xF0\x9F\x98\x80 see https://x.example/a";

Result<lua::Ref> make_context(lua::State& state, const ContextRequest& request) {
  bindings::ContextOptions options;
  options.plugin = request.plugin;
  options.config = request.config;
  options.log_sink = [](log::Level, std::string_view) {
  };
  return bindings::make_context(state, std::move(options));
}

std::shared_ptr<const Blueprint> blueprint_of(std::string_view text) {
  Blueprint blueprint;
  blueprint.source.path = {.name = "probe", .entry = "plugins/probe.lua", .folder = {}};
  blueprint.source.text = text;
  blueprint.settings.limits.fuel = 100'000;
  blueprint.settings.limits.memory_mb = 2;
  blueprint.settings.limits.allocation_mb = 1;
  return std::make_shared<const Blueprint>(std::move(blueprint));
}

void check(const Error& error) {
  PERIGEE_CHECK(!error.message.empty(), "an error says nothing");
  PERIGEE_CHECK(error.where.plugin == "probe", "an error names no plugin: " + error.describe());
}

void check_enrichment(const hub::Enrichment& enrichment) {
  PERIGEE_CHECK(0 <= enrichment.span_start && enrichment.span_start < enrichment.span_end,
                "a span is empty or negative");
  PERIGEE_CHECK(static_cast<std::size_t>(enrichment.span_end) <= utf16_length(kContent),
                "a span leaves the text");
}

void run(Generation& generation, Hook hook) {
  if (!generation.manifest().has(hook) || generation.dead()) return;
  const auto result = generation.run(hook, Object{{"id", "msg_1"}, {"content", kContent}});
  if (!result) return check(result.error());
  std::vector<std::string> skipped;
  if (hook == Hook::Extract) return void(check_attachments(*result, skipped));
  const auto enrichments = check_enrichments(*result, kContent);
  if (!enrichments) return;
  for (const hub::Enrichment& enrichment : *enrichments) check_enrichment(enrichment);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SystemClock clock;  // a load that only fuel ended would take seconds under sanitizers
  const auto loaded =
      Generation::load(blueprint_of(test::text_of(data, size)), make_context, clock);
  if (!loaded) {
    check(loaded.error());
    return 0;
  }
  // The second enrichment meets what the first left in the globals, or a state that is dead.
  for (const Hook hook : {Hook::Enrich, Hook::Extract, Hook::Enrich}) run(**loaded, hook);
  return 0;
}
