#include "host/cli/message_view.h"

#include <algorithm>

#include "host/base/limits.h"
#include "host/base/text.h"

namespace perigee::cli {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr std::size_t kShownBytes = 4 * limits::kContentUnits;  // a whole message

std::string marks_of(const hub::Message& message) {
  if (message.deleted_at) return "deleted by " + message.deleted_by.value_or("somebody");
  if (message.edited_at) return "edited, version " + std::to_string(message.version);
  return {};
}

}  // namespace

std::string format_message(const hub::Message& message, const Terminal& terminal) {
  std::string text = terminal.faint(local_time(message.created_at)) + "  " +
                     terminal.strong(printable(message.sender, kShownBytes)) + "  " +
                     terminal.faint(message.id);
  if (const std::string marks = marks_of(message); !marks.empty()) {
    text += "  (" + printable(marks, kShownBytes) + ")";
  }
  text += '\n';
  std::string_view rest = message.content_raw;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += kIndent;
    text += printable(rest.substr(0, end), kShownBytes) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

std::string format_messages(const std::vector<hub::Message>& messages, const Terminal& terminal) {
  if (messages.empty()) return "no messages\n";
  std::vector<const hub::Message*> ordered;
  for (const hub::Message& message : messages) ordered.push_back(&message);
  std::ranges::sort(ordered, {}, &hub::Message::id);
  std::string text;
  for (const hub::Message* message : ordered) text += format_message(*message, terminal);
  return text;
}

}  // namespace perigee::cli
