-- link-memory: remembers every link and issue key, and says where one was seen before.

local items = require "link-memory.items"

local plugin = {
  name = "link-memory",
  description = "Remembers links and issue keys per channel, and marks those that were seen before",
  grants = { "db" },
  config = {
    links = { type = "boolean", default = true, doc = "Remember http and https links" },
    keys = { type = "boolean", default = true, doc = "Remember issue keys such as PROJ-123" },
  },
}

-- A message runs again after an edit, a backfill or a crash: what it said before goes first.
local FORGET = "DELETE FROM sightings WHERE message_id = ?"
local REMEMBER = [[
  INSERT INTO sightings (channel_id, item, message_id, kind, sender, seen_at) VALUES (?, ?, ?, ?, ?, ?)]]
-- Ids of messages sort by their creation, so "before" is the same answer in every run.
local BEFORE = [[
  SELECT count(*) AS count, count(DISTINCT sender) AS senders, min(seen_at) AS first_at, max(seen_at) AS last_at
  FROM sightings WHERE channel_id = ? AND item = ? AND message_id < ?]]
local FIRST = [[
  SELECT sender, message_id FROM sightings WHERE channel_id = ? AND item = ? ORDER BY message_id LIMIT 1]]

local function remember(ctx, message, found)
  ctx.db.execute(FORGET, message.id)
  local known = {}
  for _, one in ipairs(found) do
    if not known[one.item] then
      known[one.item] = true
      ctx.db.execute(REMEMBER, message.channel_id, one.item, message.id, one.kind, message.sender,
        message.created_at)
    end
  end
end

local function seen_before(ctx, message, one)
  local before = ctx.db.row(BEFORE, message.channel_id, one.item, message.id)
  if before.count == 0 then return nil end
  local first = ctx.db.row(FIRST, message.channel_id, one.item)
  return {
    kind = "seen-before",
    span = one.span,
    data = {
      item = one.item, kind = one.kind, count = before.count, senders = before.senders,
      first_at = before.first_at, last_at = before.last_at,
      first_by = first.sender, first_message_id = first.message_id,
    },
  }
end

function plugin.enrich(ctx, message)
  local found = items.find(message.content, ctx.config)
  ctx.db.transaction(remember, ctx, message, found)
  local marks = {}
  for _, one in ipairs(found) do marks[#marks + 1] = seen_before(ctx, message, one) end
  return marks
end

return plugin
