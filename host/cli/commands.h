// The subcommands of the binary, each in a file of its own that adds it to the command line.
#pragma once

#include "host/cli/command_line.h"

namespace perigee::cli {

// The hub as a process.
void add_run_command(CommandLine& line);
void add_up_command(CommandLine& line);
void add_status_command(CommandLine& line);
void add_down_command(CommandLine& line);

// The data directory.
void add_init_command(CommandLine& line);
void add_doctor_command(CommandLine& line);
void add_upgrade_command(CommandLine& line);
void add_backup_commands(CommandLine& line);
void add_db_command(CommandLine& line);

// What the hub holds.
void add_channel_commands(CommandLine& line);
void add_topic_commands(CommandLine& line);
void add_message_commands(CommandLine& line);
void add_attachment_commands(CommandLine& line);
void add_search_command(CommandLine& line);
void add_task_commands(CommandLine& line);
void add_listen_command(CommandLine& line);

// Its plugins.
void add_plugins_command(CommandLine& line);
void add_remove_command(CommandLine& line, CLI::App& plugins);

}  // namespace perigee::cli
