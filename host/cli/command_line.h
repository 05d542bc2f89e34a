// The command line as a whole: subcommands add themselves with their options and what they do, and
// the one that was chosen runs after parsing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "host/cli/answer.h"
#include "host/cli/globals.h"

namespace CLI {
class App;
}

namespace perigee::cli {

/// How a subcommand introduces itself.
struct Introduction {
  std::string name;
  std::string help;
  ErrorForm errors = ErrorForm::Object;
};

/// The parser must outlive it.
class CommandLine {
 public:
  explicit CommandLine(CLI::App& app);

  CLI::App& root() { return app_; }

  /// A word that others stand behind, such as `topic` of `topic list`.
  CLI::App& add_group(const std::string& name, const std::string& help);

  /// A subcommand with an exit code. `--workspace`, `--data` and `--json` come with it.
  CLI::App& add(CLI::App& parent, const Introduction& introduction,
                std::function<int(const Globals&)> action);

  /// A subcommand without options of its own that is answered.
  CLI::App& add(CLI::App& parent, const Introduction& introduction,
                Result<Answer> (*handle)(const Globals&));

  /// A subcommand that is answered: `declare` adds its options, `handle` gets what was given.
  template <class Options>
  CLI::App& add(CLI::App& parent, const Introduction& introduction,
                void (*declare)(CLI::App&, Options&),
                Result<Answer> (*handle)(const Globals&, const Options&)) {
    auto options = std::make_shared<Options>();
    CLI::App& command = add(parent, introduction,
                            [options, handle, form = introduction.errors](const Globals& globals) {
                              return finish(handle(globals, *options), globals.json, form);
                            });
    declare(command, *options);
    return command;
  }

  /// Parses, runs what was chosen and returns the exit code: 1 when the line makes no sense, 0
  /// after --help.
  int run(int argc, char** argv);

 private:
  void add_globals(CLI::App& command);

  CLI::App& app_;
  Globals globals_;
  std::map<const CLI::App*, std::function<int(const Globals&)>> actions_;
};

}  // namespace perigee::cli
