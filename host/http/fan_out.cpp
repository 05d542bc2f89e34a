#include "host/http/fan_out.h"

#include <algorithm>

#include "host/http/event_frame.h"

namespace perigee::http {

/// The frames of one batch, one after the other in one buffer.
struct FanOut::Frames {
  std::shared_ptr<std::string> bytes = std::make_shared<std::string>();

  loop::Slice add(const hub::Event& event) {
    const std::size_t begin = bytes->size();
    append_event_frame(*bytes, event);
    return {bytes, begin, bytes->size() - begin};
  }
};

void FanOut::add(EventReader& reader, const Subscription& subscription) {
  if (subscription.wants_everything) everything_.push_back(&reader);
  for (const auto& id : subscription.filter.channel_ids) by_channel_[id].push_back(&reader);
  for (const auto& id : subscription.filter.topic_ids) by_topic_[id].push_back(&reader);
}

void FanOut::remove(EventReader& reader, const Subscription& subscription) {
  if (subscription.wants_everything) std::erase(everything_, &reader);
  for (const auto& id : subscription.filter.channel_ids) erase(by_channel_, id, reader);
  for (const auto& id : subscription.filter.topic_ids) erase(by_topic_, id, reader);
}

void FanOut::erase(Index& index, const std::string& id, EventReader& reader) {
  const auto found = index.find(id);
  if (found == index.end()) return;
  std::erase(found->second, &reader);
  if (found->second.empty()) index.erase(found);
}

void FanOut::publish(const hub::CommittedEvents& events) {
  Frames frames;
  for (const auto& committed : events) {
    publish_one(committed->event, frames);
    newest_ = committed->event.id;
  }
}

void FanOut::publish_one(const hub::Event& event, Frames& frames) {
  loop::Slice frame;
  const auto deliver = [&](const Readers& readers) {
    if (frame.size == 0) frame = frames.add(event);
    for (EventReader* reader : readers) reader->deliver(event.id, frame);
  };
  const auto look_up = [&](const Index& index, const std::optional<std::string>& id) {
    if (!id || index.empty()) return;
    const auto found = index.find(*id);
    if (found != index.end()) deliver(found->second);
  };
  if (!everything_.empty()) deliver(everything_);
  look_up(by_channel_, event.scope.channel_id);
  look_up(by_topic_, event.scope.topic_id);
  look_up(by_topic_, event.scope.topic_id2);
}

}  // namespace perigee::http
