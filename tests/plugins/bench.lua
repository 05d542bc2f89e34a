-- Measures plugins: microseconds for everyday messages, and the slowest of many 64 KiB texts made to
-- be slow. Nothing is asserted; a factor far above 4 between 16 and 64 KiB means that a pattern
-- takes more than linear time on that text.
--
--   luajit -joff tests/plugins/bench.lua lua-plugins/refs [more folders…]

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path
local host = require "host"

-- Each about 200 bytes.
local everyday = {
  { "prose", [[
Good morning! I have looked at what you sent yesterday and I think the second part reads well, but the
first one still needs some work before we can show it to anybody else. Shall we talk about it at noon?]] },
  { "prose with - : / # .", [[
Re: re-run of the well-known test - it failed again (see above): either/or? We're #1 in the list; e.g. the
nightly build took 12:30 min. Let's try once more with the new setting and a clean cache, o.k.?]] },
  { "a URL", [[
The build is red again, have a look at https://ci.example.org/job/nightly/1234/console?full=1#end for the
log. I think that it is the same failure as last week, when the mirror had gone away at night.]] },
  { "references", [[
Fixed in 1a2b3c4d (lua/lua#12, PROJ-123): see src/parser.c:120 and RFC 2119. Closes: #1012345, LP: #1234567.
It was CVE-2024-3094 after all; the paper is at 10.1000/182, the backport waits for review.]] },
}

-- What slow texts are made of: the beginnings and the parts of everything that a plugin looks for.
local pieces = {}
for piece in ([[
  a f A F x 1 0 12 123456 - -- _ / // /// . .. ... : :: # ## @ ! , ( ) [ ] < > " ' ` \ $ & ~ + é ж — 😀 修 at in
  http:// https://x :// www. C:\ C:/ file:/// ftp:// cve- CVE-2024- CVE-2024-1234 RFC RFC-1 10. 10.1000/ 10.1000/a(
  doi.org/ arXiv: arXiv:2101. hep-th/ math.GT/ /9901001 closes: Closes:# bug# Bug#12 lp: LP:# #1, #123456,
  AB- AB-1 A_ ABCDEFGHIJKLMNOPQRST- 1a2b3c4 1a2b3c4.. commit commit: sha1: deadbeef a/b@ a/b# a/b! a/b/ 0000000
  a.c: a.c:1 a.c:1: .c:1 .py:1:2 Makefile:1 File", ",line File"a.py",line1 (a.js:1 :in` :in'
]]):gmatch("%S+") do pieces[#pieces + 1] = piece end
for _, piece in ipairs {
  " ", "\n", "\t", "\r\n", "    ", " at ", '", line ', ' File "', ": in a '", "\n\t", "( ", ") at ",
} do
  pieces[#pieces + 1] = piece
end

local function seconds(run, context, message, times)
  local start = os.clock()
  for _ = 1, times do run(context, message) end
  return (os.clock() - start) / times
end

local function fastest(run, context, message)
  local best = math.huge
  for _ = 1, 7 do best = math.min(best, seconds(run, context, message, 20000)) end
  return best
end

local function slow_unit()
  local unit = {}
  for i = 1, math.random(1, 5) do unit[i] = pieces[math.random(#pieces)] end
  return table.concat(unit)
end

local function filled(unit, size)
  return unit:rep(math.floor(size / #unit))
end

local function measure(folder)
  local plugin = host.load(folder)
  local run, context = plugin.raw.enrich or plugin.raw.extract, plugin.context()
  print(plugin.name)
  for _, entry in ipairs(everyday) do
    local name, content = entry[1], entry[2]
    local found = #run(context, plugin.message(content))
    local time = fastest(run, context, plugin.message(content))
    print(("  %-22s %d bytes %2d found %7.2f us"):format(name, #content, found, time * 1e6))
  end

  local slowest, tried = {}, {}
  for _ = 1, 20000 do
    local unit = slow_unit()
    if not tried[unit] then
      tried[unit] = true
      slowest[#slowest + 1] = { unit, seconds(run, context, plugin.message(filled(unit, 4096)), 1) }
    end
  end
  table.sort(slowest, function(a, b) return a[2] > b[2] end)
  for i = 1, 8 do
    local unit = slowest[i][1]
    local short = seconds(run, context, plugin.message(filled(unit, 16384)), 5)
    local long = seconds(run, context, plugin.message(filled(unit, 65536)), 5)
    print(("  64 KiB %7.2f ms, %4.1f times 16 KiB, of %q"):format(long * 1e3, long / short, unit))
  end
end

math.randomseed(1)
if #arg == 0 then
  io.stderr:write("usage: luajit -joff tests/plugins/bench.lua PLUGIN-FOLDER…\n")
  os.exit(2)
end
for _, folder in ipairs(arg) do measure(folder) end
