#include "host/http/event_frame.h"

#include "host/http/ws_codec.h"

namespace perigee::http {

void append_event_frame(std::string& out, const hub::Event& event) {
  std::string text;
  text.reserve(event.data_json.size() + 320);
  JsonWriter json(text);
  json.begin_object()
      .member("type", "event")
      .member("event_id", event.id)
      .member("ts", event.ts)
      .member("name", event.name)
      .key("scope");
  write_json(json, event.scope);
  json.key("entity")
      .begin_object()
      .member("type", event.entity_type)
      .member("id", event.entity_id)
      .end_object()
      .key("data")
      .raw(event.data_json)
      .end_object();
  append_frame(out, Opcode::Text, text);
}

void append_hello_ok_frame(std::string& out, std::int64_t replay_until,
                           std::string_view instance_id) {
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("type", "hello_ok")
      .member("replay_until", replay_until)
      .member("instance_id", instance_id)
      .end_object();
  append_frame(out, Opcode::Text, text);
}

}  // namespace perigee::http
