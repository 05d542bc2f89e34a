// Real messages through the whole host: changelog items on standard input, four plugins, outputs
// committed. Runs the binary as a user would and prints what it says of itself.
//
//   bench_end_to_end [MESSAGES]
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "host/base/json.h"

namespace {

namespace fs = std::filesystem;

/// Runs the host on the corpus with one durability, and with or without a plugin that writes rows
/// of its own for every link and key; prints one line.
int measure(const fs::path& folder, const std::string& durability, bool with_memory) {
  const std::string name = durability + (with_memory ? "-memory" : "");
  const fs::path config = folder / (name + ".lua");
  std::ofstream(config) << "return { store = { durability = \"" << durability
                        << "\" }, plugins = { [\"link-memory\"] = { enabled = "
                        << (with_memory ? "true" : "false") << " } } }\n";
  const fs::path summary = folder / "summary.json";
  const std::string command =
      std::string(PERIGEE_BINARY) + " run --stdin --json --plugins " + PERIGEE_SOURCE_DIR +
      "/lua-plugins --config " + config.string() + " --data " + (folder / name).string() + " < " +
      (folder / "corpus").string() + " > " + summary.string() + " 2> " + (folder / "log").string();
  if (std::system(command.c_str()) != 0) {
    std::fprintf(stderr, "bench_end_to_end: the host failed: %s\n", command.c_str());
    return 1;
  }
  std::stringstream text;
  text << std::ifstream(summary).rdbuf();
  const auto result = perigee::parse_json(text.str());
  if (!result) return 1;
  std::string line;
  perigee::JsonWriter(line)
      .begin_object()
      .member("bench", "end_to_end")
      .member("durability", durability)
      .member("messages", *result->find("posted"))
      .member("plugins", with_memory ? 5 : 4)
      .member("seconds", *result->find("seconds"))
      .member("messages_per_second", *result->find("messages_per_second"))
      .end_object();
  std::printf("%s\n", line.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string messages = argc > 1 ? argv[1] : "100000";
  std::string folder = (fs::temp_directory_path() / "perigee-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  const std::string corpus = std::string(PERIGEE_SOURCE_DIR) + "/tools/corpus --limit " + messages +
                             " > " + folder + "/corpus 2> " + folder + "/log";
  int failed = std::system(corpus.c_str());
  for (const char* durability : {"full", "normal"}) {
    for (const bool with_memory : {false, true}) {
      if (failed == 0) failed = measure(folder, durability, with_memory);
    }
  }
  fs::remove_all(folder);
  return failed == 0 ? 0 : 1;
}
