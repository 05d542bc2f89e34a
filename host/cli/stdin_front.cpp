#include "host/cli/stdin_front.h"

#include "host/base/json.h"
#include "host/base/limits.h"
#include "host/base/log.h"
#include "host/base/text.h"
#include "host/cli/line_reader.h"
#include "host/hub/queries.h"
#include "host/hub/rules.h"

namespace perigee::cli {
namespace {

constexpr std::chrono::milliseconds kProgressInterval{100};

Result<std::string> member(const Value& line, std::string_view name) {
  const Value* value = line.find(name);
  if (value == nullptr) return fail(Code::InvalidInput, std::string(name) + " is missing");
  if (!value->is_string()) {
    return fail(Code::InvalidInput,
                std::string(name) + " must be a string, not " + std::string(value->type_name()));
  }
  return value->as_string();
}

/// Runs on the writer: the topic of that name, made if it is not there, and its channel likewise.
Result<std::string> find_or_make(hub::Write& write, const std::string& channel,
                                 const std::string& topic) {
  auto found = hub::find_channel_by_name(write.db, channel);
  if (!found) return fail(std::move(found));
  std::string channel_id;
  if (*found) {
    channel_id = (*found)->id;
  } else {
    auto made = hub::create_channel(write, {channel, std::nullopt});
    if (!made) return fail(std::move(made));
    channel_id = made->channel.id;
  }
  auto existing = hub::find_topic_by_title(write.db, channel_id, topic);
  if (!existing) return fail(std::move(existing));
  if (*existing) return (*existing)->id;
  auto made = hub::create_topic(write, {channel_id, topic});
  if (!made) return fail(std::move(made));
  return made->topic.id;
}

}  // namespace

StdinFront::StdinFront(Host& host, std::function<void(const StdinSummary&)> on_progress)
    : host_(host), on_progress_(std::move(on_progress)) {}

StdinSummary StdinFront::run(int descriptor, int stop_descriptor) {
  const auto end = read_lines(
      descriptor, stop_descriptor, limits::kStdinLineBytes,
      [this](std::string_view line) { handle(line); },
      [this] {
        ++summary_.lines;
        report(summary_.lines,
               Error{Code::InvalidInput, "the line is longer than " +
                                             std::to_string(limits::kStdinLineBytes) + " bytes"});
      });
  summary_.interrupted = end == ReadEnd::Stopped;
  if (end == ReadEnd::Failed) log::error("standard input cannot be read any further");
  wait_for_all();
  return summary_;
}

void StdinFront::handle(std::string_view text) {
  const std::int64_t number = ++summary_.lines;
  if (is_valid_utf8(text) && is_blank(text)) return;
  auto line = parse(text);
  if (!line) return report(number, line.error());
  auto topic = topic_id(*line);
  if (!topic) return report(number, topic.error());
  wait_for_room();
  post(std::move(*line), std::move(*topic));
  progress();
}

Result<StdinFront::Line> StdinFront::parse(std::string_view text) {
  auto value = parse_json(text);
  if (!value) {
    value.error().hint = "one object a line: channel, topic, sender, content";
    return fail(std::move(value));
  }
  if (!value->is_object()) {
    return fail(Code::InvalidInput,
                "the line must be a JSON object, not " + std::string(value->type_name()));
  }
  Line line;
  for (const auto& [name, target] : {std::pair{"channel", &Line::channel},
                                     {"topic", &Line::topic},
                                     {"sender", &Line::sender},
                                     {"content", &Line::content}}) {
    auto read = member(*value, name);
    if (!read) return fail(std::move(read));
    line.*target = std::move(*read);
  }
  return line;
}

Result<std::string> StdinFront::topic_id(const Line& line) {
  const std::pair key(line.channel, line.topic);
  if (const auto known = topics_.find(key); known != topics_.end()) return known->second;
  auto valid = hub::check(hub::NewChannel{line.channel, std::nullopt});
  if (!valid) valid.error().message = "channel: " + valid.error().message;
  if (valid) {
    valid = hub::check(hub::NewTopic{"-", line.topic});
    if (!valid) valid.error().message = "topic: " + valid.error().message;
  }
  if (!valid) return fail(std::move(valid));
  auto id = host_.hub().run(
      [&](hub::Write& write) { return find_or_make(write, line.channel, line.topic); });
  if (id) topics_.emplace(key, *id);
  return id;
}

void StdinFront::post(Line line, std::string topic_id) {
  {
    const std::lock_guard lock(mutex_);
    ++waiting_;
  }
  host_.hub().post_message({std::move(topic_id), std::move(line.sender), std::move(line.content)},
                           [this, number = summary_.lines](Result<hub::MessageChanged> posted) {
                             const std::lock_guard lock(mutex_);
                             --waiting_;
                             if (posted) {
                               ++posted_;
                             } else {
                               ++refused_;
                               log::error("line {}: {}", number, log::describe(posted.error()));
                             }
                             answered_.notify_one();
                           });
}

void StdinFront::report(std::int64_t line, const Error& error) {
  log::error("line {}: {}", line, log::describe(error));
  const std::lock_guard lock(mutex_);
  ++refused_;
}

/// Keeps the queue of the writer short and the plugins within reach of the newest events.
void StdinFront::wait_for_room() {
  {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return waiting_ < limits::kStdinInFlight; });
  }
  host_.pipeline().wait_for_room(limits::kEventTail / 2);
}

void StdinFront::wait_for_all() {
  std::unique_lock lock(mutex_);
  answered_.wait(lock, [this] { return waiting_ == 0; });
  summary_.posted = posted_;
  summary_.refused = refused_;
}

void StdinFront::progress() {
  if (!on_progress_) return;
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now - last_progress_ < kProgressInterval) return;
  last_progress_ = now;
  {
    const std::lock_guard lock(mutex_);
    summary_.posted = posted_;
    summary_.refused = refused_;
  }
  on_progress_(summary_);
}

}  // namespace perigee::cli
