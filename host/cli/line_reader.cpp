#include "host/cli/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

namespace perigee::cli {
namespace {

constexpr std::size_t kChunk = 256 * 1024;

enum class Ready { Input, Stop, Failed };

Ready wait_for_input(int descriptor, int stop_descriptor) {
  std::array<pollfd, 2> fds = {pollfd{descriptor, POLLIN, 0}, pollfd{stop_descriptor, POLLIN, 0}};
  for (;;) {
    const int ready = ::poll(fds.data(), fds.size(), -1);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Ready::Failed;
    if (fds[1].revents != 0) return Ready::Stop;
    return Ready::Input;
  }
}

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

ReadEnd read_lines(int descriptor, int stop_descriptor, std::size_t limit,
                   const std::function<void(std::string_view)>& on_line,
                   const std::function<void()>& on_too_long) {
  std::vector<char> chunk(kChunk);
  std::string rest;       // of a line whose end has not come yet
  bool skipping = false;  // the line is too long; drop the rest of it
  for (;;) {
    const Ready ready = wait_for_input(descriptor, stop_descriptor);
    if (ready == Ready::Stop) return ReadEnd::Stopped;
    if (ready == Ready::Failed) return ReadEnd::Failed;
    const ssize_t size = ::read(descriptor, chunk.data(), chunk.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return ReadEnd::Failed;
    if (size == 0) break;
    std::string_view input(chunk.data(), static_cast<std::size_t>(size));
    for (;;) {
      const std::size_t end = input.find('\n');
      const std::string_view part = input.substr(0, end);
      if (!skipping && rest.size() + part.size() > limit) {
        on_too_long();
        skipping = true;
        rest.clear();
      }
      if (end == std::string_view::npos) {
        if (!skipping) rest += part;
        break;
      }
      if (!skipping) {
        if (rest.empty()) {
          on_line(without_return(part));
        } else {
          rest += part;
          on_line(without_return(rest));
          rest.clear();
        }
      }
      skipping = false;
      input.remove_prefix(end + 1);
    }
  }
  if (!rest.empty() && !skipping) on_line(without_return(rest));
  return ReadEnd::EndOfInput;
}

}  // namespace perigee::cli
