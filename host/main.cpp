// perigee: lists the subcommands and runs the one that was chosen.
#include <malloc.h>

#include <CLI/CLI.hpp>

#include "host/base/limits.h"
#include "host/cli/command_line.h"
#include "host/cli/commands.h"

int main(int argc, char** argv) {
  // Memory of answers is freed and needed again in every turn of the loop; to give it back to the
  // system each time costs half of what a list does.
  mallopt(M_TRIM_THRESHOLD, perigee::limits::kFreeMemoryKept);
  mallopt(M_MMAP_THRESHOLD, perigee::limits::kFreeMemoryKept);
  CLI::App app("A host for sandboxed Lua plugins around a message hub", "perigee");
  app.set_version_flag("--version", "perigee " PERIGEE_VERSION);
  perigee::cli::CommandLine line(app);
  perigee::cli::add_run_command(line);
  perigee::cli::add_up_command(line);
  perigee::cli::add_status_command(line);
  perigee::cli::add_down_command(line);
  perigee::cli::add_init_command(line);
  perigee::cli::add_doctor_command(line);
  perigee::cli::add_upgrade_command(line);
  perigee::cli::add_backup_commands(line);
  perigee::cli::add_db_command(line);
  perigee::cli::add_channel_commands(line);
  perigee::cli::add_topic_commands(line);
  perigee::cli::add_message_commands(line);
  perigee::cli::add_attachment_commands(line);
  perigee::cli::add_search_command(line);
  perigee::cli::add_task_commands(line);
  perigee::cli::add_listen_command(line);
  perigee::cli::add_plugins_command(line);
  return line.run(argc, argv);
}
