-- Runs a linkifier over messages on standard input and counts what it finds, by kind.
--
--   tools/corpus | luajit -joff tests/plugins/count.lua lua-plugins/refs [--list KIND]
--
-- tools/counts counts the same with grep; the two must print the same. --list prints the text of each
-- match of one kind instead, with its message's number, to see where they differ. Standard error
-- tells the time that the plugin took.

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path
local host = require "host"
local messages = require "messages"

if not arg[1] or (arg[2] and (arg[2] ~= "--list" or not arg[3])) then
  io.stderr:write("usage: luajit -joff tests/plugins/count.lua PLUGIN-FOLDER [--list KIND] < MESSAGES\n")
  os.exit(2)
end
local plugin = host.load(arg[1])
local context, enrich, list = plugin.context(), plugin.raw.enrich, arg[3]

local counts, kinds, total, bytes, seconds = {}, {}, 0, 0, 0
for line in io.lines() do
  local message = plugin.message(messages.decode(line).content)
  total, bytes = total + 1, bytes + #message.content
  local start = os.clock()
  local items = enrich(context, message)
  seconds = seconds + (os.clock() - start)
  for _, item in ipairs(items) do
    if not counts[item.kind] then kinds[#kinds + 1] = item.kind end
    counts[item.kind] = (counts[item.kind] or 0) + 1
    if item.kind == list then print(total .. "\t" .. message.content:sub(item.span[1], item.span[2])) end
  end
end

if not list then
  print("messages " .. total)
  table.sort(kinds)
  for _, kind in ipairs(kinds) do print(kind .. " " .. counts[kind]) end
end
io.stderr:write(("%s: %.1f MB in %.2f s, %.2f us a message\n"):format(
  plugin.name, bytes / 1e6, seconds, seconds / math.max(total, 1) * 1e6))
