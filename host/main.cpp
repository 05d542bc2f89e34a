// perigee: chooses the subcommand and runs it.
#include <CLI/CLI.hpp>

#include "host/cli/command.h"

int main(int argc, char** argv) {
  CLI::App app("A host for sandboxed Lua plugins around a message hub", "perigee");
  app.require_subcommand(1);
  perigee::cli::Action action;
  perigee::cli::add_run_command(app, action);
  perigee::cli::add_plugins_command(app, action);
  CLI11_PARSE(app, argc, argv);
  return action ? action() : 0;
}
