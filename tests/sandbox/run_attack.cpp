// run_attack PATH…: carries attacks out, files or folders, and says which ones the sandbox did not
// hold. run_attack --throughput PATH… measures instead what they cost another plugin.
#include <cstdio>
#include <span>
#include <string_view>

#include "tests/sandbox/arena.h"
#include "tests/support/temp_dir.h"

namespace {

using perigee::sandbox::Attack;

bool try_one(const Attack& attack) {
  const perigee::test::TempDir room;
  const auto complaints = perigee::sandbox::carry_out(attack, room.path());
  for (const std::string& complaint : complaints) {
    std::printf("%s: tries %s\n  %s\n", attack.file.c_str(), attack.tries.c_str(),
                complaint.c_str());
  }
  return complaints.empty();
}

/// A bystander keeps this share of its speed; what it loses are caches and memory bandwidth.
constexpr double kLeastShare = 0.7;
constexpr int kMeasurements = 3;

perigee::sandbox::Throughput measure(const Attack& attack) {
  const perigee::test::TempDir room;
  return perigee::sandbox::measure_bystander(attack, room.path(), std::chrono::milliseconds(500));
}

bool measure_one(const Attack& attack) {
  perigee::sandbox::Throughput measured = measure(attack);
  for (int i = 1; i < kMeasurements && measured.beside < kLeastShare * measured.alone; ++i) {
    measured = measure(attack);
  }
  std::printf(R"({"attack":"%s","alone_per_s":%.0f,"beside_per_s":%.0f,"ratio":%.2f})"
              "\n",
              attack.file.stem().c_str(), measured.alone, measured.beside,
              measured.beside / measured.alone);
  return measured.beside >= kLeastShare * measured.alone;
}

}  // namespace

int main(int count, char** values) {
  std::span<char*> paths(values + 1, static_cast<std::size_t>(count - 1));
  bool (*each)(const Attack&) = try_one;
  if (!paths.empty() && std::string_view(paths.front()) == "--throughput") {
    each = measure_one;
    paths = paths.subspan(1);
  }
  bool held = !paths.empty();
  for (const char* path : paths) {
    const auto attack = perigee::sandbox::read_attack(path);
    if (!attack) std::printf("%s\n", attack.error().describe().c_str());
    held = attack && each(*attack) && held;
  }
  return held ? 0 : 1;
}
