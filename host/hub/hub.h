// The hub as its users see it: every change as one asynchronous call that validates, queues a
// mutation and answers when it is durable. Knows no HTTP and no Lua. Reading is in queries.h and
// event_queries.h, on a connection of the caller's.
#pragma once

#include <functional>

#include "host/base/clock.h"
#include "host/base/ids.h"
#include "host/hub/event_log.h"
#include "host/hub/requests.h"
#include "host/hub/write.h"
#include "host/store/writer.h"

namespace perigee::hub {

/// Receives the answer: on the writer thread after the commit, or at once on the caller's thread
/// when the request is refused before it is queued.
template <class T>
using Reply = std::move_only_function<void(Result<T>)>;

class Hub {
 public:
  /// All must outlive the hub.
  Hub(store::Writer& writer, WriteServices& services) : writer_(writer), services_(services) {}

  // Every call may fail with InvalidInput (the message names the field), NotFound, and with
  // ServiceUnavailable, Overloaded or ShuttingDown when the store cannot take it.

  /// Unique by name.
  void create_channel(NewChannel request, Reply<ChannelCreated> reply);
  /// Unique by title within the channel.
  void create_topic(NewTopic request, Reply<TopicChanged> reply);
  void rename_topic(RenameTopic request, Reply<TopicChanged> reply);
  /// Also attaches the URLs in the text to the topic, in the same transaction.
  void post_message(NewMessage request, Reply<MessageChanged> reply);
  /// Also fails with VersionConflict (details.current is the version).
  void edit_message(EditMessage request, Reply<MessageChanged> reply);
  /// Leaves a tombstone; a second delete changes nothing and has no event.
  void delete_message(DeleteMessage request, Reply<MessageChanged> reply);
  /// Also fails with CrossChannelMove. All or nothing.
  void move_messages(MoveMessages request, Reply<MessagesMoved> reply);
  /// Idempotent by (topic, kind, key, dedupe_key).
  void add_attachment(NewAttachment request, Reply<AttachmentAdded> reply);

  /// Runs one of the operations of write.h in a transaction of the writer: `Result<T>(Write&)`.
  template <class Operation, class Done>
  void submit(Operation operation, Done done) {
    writer_.submit(
        [this, operation = std::move(operation)](store::Connection& db) mutable {
          Write write{db, services_, services_.clock.now()};
          return operation(write);
        },
        std::move(done));
  }

  /// The same, and waits for the outcome. Never call it from the writer thread or a loop.
  template <class Operation>
  auto run(Operation operation) -> std::invoke_result_t<Operation&, Write&> {
    return writer_.run([&](store::Connection& db) {
      Write write{db, services_, services_.clock.now()};
      return operation(write);
    });
  }

  store::Writer& writer() { return writer_; }
  const EventLog& events() const { return services_.events; }

 private:
  store::Writer& writer_;
  WriteServices& services_;
};

}  // namespace perigee::hub
