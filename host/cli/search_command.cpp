// `perigee search`: full-text search in the database, with or without a running hub.
#include <CLI/CLI.hpp>

#include "host/cli/commands.h"
#include "host/cli/message_view.h"
#include "host/hub/search.h"

namespace perigee::cli {
namespace {

struct Search {
  std::string query;
  int limit = 50;
};

void declare(CLI::App& command, Search& options) {
  command
      .add_option("QUERY,-q,--query", options.query,
                  "Words that all have to occur; \"in quotes\" one after the other; begin* for all "
                  "that begins so")
      ->required();
  command.add_option("--limit", options.limit, "How many at the most (default: 50)")
      ->check(CLI::PositiveNumber);
}

Result<Answer> search(const Globals& globals, const Search& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  const auto found = hub::search_newest(*db, options.query, options.limit);
  if (!found) return std::unexpected(found.error());
  return Answer{list_json("messages", *found), format_messages(*found, Terminal::of_output())};
}

}  // namespace

void add_search_command(CommandLine& line) {
  line.add<Search>(line.root(), {"search", "Find messages by their words"}, declare, search);
}

}  // namespace perigee::cli
