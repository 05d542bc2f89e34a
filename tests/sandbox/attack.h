// An attack: a plugin that tries one thing that no plugin may do, and what must come of it. The
// head of its file says both, in lines such as
//
//   -- tries: to outlive its fuel in a loop
//   -- expect: TIMEOUT fuel was spent
//
// Reads files; runs nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/plugins/host_config.h"
#include "host/plugins/source.h"

namespace perigee::sandbox {

/// A file that the attack has besides itself: a link, or what no repository can hold.
struct Extra {
  std::string name;
  std::string target;  ///< Of a link; empty for a named pipe.
};

/// The directives of the head:
///   tries: SENTENCE            what it is about
///   expect: CODE[|CODE] TEXT   how the run ends: OK or an error code, and a part of the JSON of
///   the
///                              result or of the error's text
///   limits: KEY=N …            fuel, wall_ms, memory_mb or allocation_mb, where not the usual ones
///   grants: NAME …             parts of ctx that it is granted; declared for what is not whole
///   hub: NAME …                tables of the hub that it is granted
///   whole                      the file is a plugin by itself, not the body of one
///   link: NAME -> TARGET       a symbolic link in the plugin's folder
///   pipe: NAME                 a named pipe in the plugin's folder
///   unguarded: crash|hang|…    what it does to the stock interpreter (see unguarded.h)
struct Attack {
  std::filesystem::path file;  ///< The file, or plugin.lua of a folder.
  std::string tries;
  std::vector<std::string> codes;
  std::string text;
  plugins::LimitSettings limits;
  std::vector<std::string> grants;
  std::vector<std::string> hub_tables;
  bool whole = false;
  std::vector<Extra> extras;
  std::vector<std::string> unguarded;

  bool is_folder() const { return file.filename() == "plugin.lua"; }
};

/// Reads an attack from its file or folder. Error: InvalidInput naming what the head lacks.
Result<Attack> read_attack(const std::filesystem::path& path);

/// The plugin that the attack is: in `room`, with its extra files, if it needs a folder. What is no
/// plugin by itself becomes the enrich of one whose extract behaves well.
Result<plugins::PluginSource> make_plugin(const Attack& attack, const std::filesystem::path& room);

}  // namespace perigee::sandbox
