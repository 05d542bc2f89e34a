// Runs a fuzz target without a fuzzer, so that every compiler and every test run covers it:
//   replay_TARGET SEEDS [COUNT [SEED]]
// Every file of the folder SEEDS goes in as it is, then COUNT changed ones (1000), the same ones
// for the same SEED. An input on which the target aborts is written to a file that is named.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/fuzzing.h"

namespace {

using perigee::test::Dice;

constexpr std::size_t kMostBytes = 64UL * 1024;
constexpr const char* kBrokenFile = "broken_input";

std::string current;  ///< For the handler: what the target works on.

extern "C" void keep_input(int signal) {
  if (std::FILE* file = std::fopen(kBrokenFile, "wb")) {
    std::fwrite(current.data(), 1, current.size(), file);
    std::fclose(file);
    std::fprintf(stderr, "the input is in %s\n", kBrokenFile);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::vector<std::string> read_seeds(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return seeds;
}

char random_byte(Dice& dice) {
  constexpr std::string_view kTelling("\0\xFF\x7F\x80\r\n \"\\{}[]():,;=/%.-+09azAZ", 31);
  if (dice.one_in(2)) return kTelling[dice.roll(static_cast<std::uint32_t>(kTelling.size()))];
  return static_cast<char>(dice.roll(256));
}

std::size_t place(Dice& dice, const std::string& text) {
  return dice.roll(static_cast<std::uint32_t>(text.size()) + 1);
}

void change(std::string& text, const std::vector<std::string>& seeds, Dice& dice) {
  const std::size_t at = place(dice, text);
  const std::size_t length = std::min<std::size_t>(1 + dice.roll(16), text.size() - at);
  switch (dice.roll(6)) {
    case 0:
      text.insert(at, 1, random_byte(dice));
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
      text.insert(place(dice, text), text.substr(at, length));
      break;
    case 3: {
      const std::string& other = seeds[dice.roll(static_cast<std::uint32_t>(seeds.size()))];
      text = text.substr(0, at) + other.substr(place(dice, other));
      break;
    }
    default:
      if (at < text.size()) text[at] = random_byte(dice);
  }
  if (text.size() > kMostBytes) text.resize(kMostBytes);
}

void run(std::string input) {
  current = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2)
    return std::fprintf(stderr, "usage: %s SEEDS [COUNT [SEED]]\n", argv[0]), EXIT_FAILURE;
  const auto seeds = read_seeds(argv[1]);
  if (seeds.empty()) return std::fprintf(stderr, "no seeds in %s\n", argv[1]), EXIT_FAILURE;
  const unsigned long count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1000;
  Dice dice(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE}) std::signal(signal, keep_input);
  for (const std::string& seed : seeds) run(seed);
  for (unsigned long i = 0; i < count; ++i) {
    std::string input = seeds[dice.roll(static_cast<std::uint32_t>(seeds.size()))];
    for (std::uint32_t changes = 1 + dice.roll(6); changes > 0; --changes)
      change(input, seeds, dice);
    run(std::move(input));
  }
  std::printf("%zu seeds and %lu changed inputs held\n", seeds.size(), count);
  return EXIT_SUCCESS;
}
