#include "host/hub/queries.h"
#include "host/hub/write.h"

namespace perigee::hub {

Result<ChannelCreated> create_channel(Write& write, const NewChannel& request) {
  const auto existing = find_channel_by_name(write.db, request.name);
  if (!existing) return std::unexpected(existing.error());
  if (*existing) return fail(Code::InvalidInput, "name: a channel of this name already exists");

  Channel channel{write.services.ids.next("ch_"), request.name, request.description,
                  format_time(write.now)};
  auto inserted =
      write.db.run("INSERT INTO channels (id, name, description, created_at) VALUES (?, ?, ?, ?)",
                   channel.id, channel.name, channel.description, channel.created_at);
  if (!inserted) return fail(std::move(inserted));

  std::string data;
  JsonWriter json(data);
  json.begin_object().key("channel");
  write_json(json, channel);
  json.end_object();
  auto event_id = write.services.events.append(write.db, Event{.name = "channel.created",
                                                               .scope = {.channel_id = channel.id},
                                                               .entity_type = "channel",
                                                               .entity_id = channel.id,
                                                               .data_json = std::move(data)});
  if (!event_id) return fail(std::move(event_id));
  return ChannelCreated{std::move(channel), *event_id};
}

}  // namespace perigee::hub
