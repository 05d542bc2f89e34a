// What a change of the hub needs while it runs on the writer thread, and the changes themselves:
// one function per operation, each inside a savepoint that an error undoes.
#pragma once

#include "host/base/clock.h"
#include "host/base/ids.h"
#include "host/hub/event_log.h"
#include "host/hub/requests.h"

namespace perigee::hub {

/// Lives as long as the hub; used by the writer thread only.
struct WriteServices {
  const Clock& clock;
  RandomSource random;
  EventLog& events;
  IdGenerator ids;

  WriteServices(const Clock& the_clock, RandomSource the_random, EventLog& the_events)
      : clock(the_clock), random(the_random), events(the_events), ids(the_clock, the_random) {}

  /// Prepares ids, the log and the search index from what the database holds; call before the
  /// writer starts.
  Result<void> open(store::Connection& db);
};

/// One operation under way.
struct Write {
  store::Connection& db;
  WriteServices& services;
  WallTime now;
};

// channels.cpp
Result<ChannelCreated> create_channel(Write& write, const NewChannel& request);

// topics.cpp
Result<TopicChanged> create_topic(Write& write, const NewTopic& request);
Result<TopicChanged> rename_topic(Write& write, const RenameTopic& request);

// messages.cpp
Result<MessageChanged> post_message(Write& write, const NewMessage& request);
Result<MessageChanged> edit_message(Write& write, const EditMessage& request);
Result<MessageChanged> delete_message(Write& write, const DeleteMessage& request);

// moves.cpp
Result<MessagesMoved> move_messages(Write& write, const MoveMessages& request);

// attachments.cpp
Result<AttachmentAdded> add_attachment(Write& write, const NewAttachment& request);

}  // namespace perigee::hub
