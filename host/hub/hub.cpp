#include "host/hub/hub.h"

#include "host/hub/rules.h"

namespace perigee::hub {
namespace {

/// Checks the request here, on the caller's thread, and hands the rest to the writer.
template <class T, class Request>
void start(Hub& hub, Result<T> (*operation)(Write&, const Request&), Request request,
           Reply<T> reply) {
  if (auto valid = check(request); !valid) {
    reply(fail(std::move(valid)));
    return;
  }
  hub.submit(
      [operation, request = std::move(request)](Write& write) { return operation(write, request); },
      std::move(reply));
}

}  // namespace

void Hub::create_channel(NewChannel request, Reply<ChannelCreated> reply) {
  start(*this, hub::create_channel, std::move(request), std::move(reply));
}
void Hub::create_topic(NewTopic request, Reply<TopicChanged> reply) {
  start(*this, hub::create_topic, std::move(request), std::move(reply));
}
void Hub::rename_topic(RenameTopic request, Reply<TopicChanged> reply) {
  start(*this, hub::rename_topic, std::move(request), std::move(reply));
}
void Hub::post_message(NewMessage request, Reply<MessageChanged> reply) {
  start(*this, hub::post_message, std::move(request), std::move(reply));
}
void Hub::edit_message(EditMessage request, Reply<MessageChanged> reply) {
  start(*this, hub::edit_message, std::move(request), std::move(reply));
}
void Hub::delete_message(DeleteMessage request, Reply<MessageChanged> reply) {
  start(*this, hub::delete_message, std::move(request), std::move(reply));
}
void Hub::move_messages(MoveMessages request, Reply<MessagesMoved> reply) {
  start(*this, hub::move_messages, std::move(request), std::move(reply));
}
void Hub::add_attachment(NewAttachment request, Reply<AttachmentAdded> reply) {
  start(*this, hub::add_attachment, std::move(request), std::move(reply));
}

}  // namespace perigee::hub
