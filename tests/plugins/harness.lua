-- Runs the tests of plugin folders and prints TAP; exits with 1 if one fails.
--
--   luajit -joff tests/plugins/harness.lua lua-plugins/refs [more folders…]
--
-- A test file, NAME/tests/*_test.lua, sees `describe`, `it`, `expect` and `plugin`:
-- plugin.enrich(text [, config]) or plugin.extract(text [, config]) runs the hook as the host would
-- and fails if the host would refuse the result. Nothing here depends on the host.

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path
local expect = require "expect"
local host = require "host"

local counts = { run = 0, failed = 0 }

local function report(ok, name, message)
  counts.run = counts.run + 1
  print(("%s %d - %s"):format(ok and "ok" or "not ok", counts.run, name))
  if ok then return end
  counts.failed = counts.failed + 1
  for line in tostring(message):gmatch("[^\n]+") do print("# " .. line) end
end

--- The environment of a test file. Tests run as they are met, in the order of the file.
local function environment(plugin)
  local env = setmetatable({ plugin = plugin, expect = expect }, { __index = _G })
  local names = { plugin.name }

  function env.describe(name, body)
    names[#names + 1] = name
    body()
    names[#names] = nil
  end

  function env.it(name, body)
    local ok, message = xpcall(body, function(problem) return problem end)
    report(ok, table.concat(names, ": ") .. ": " .. name, message)
  end

  return env
end

local function test_files(folder)
  local list = assert(io.popen(("ls '%s'/tests/*_test.lua 2>/dev/null"):format(folder:gsub("'", "'\\''"))))
  local files = {}
  for path in list:lines() do files[#files + 1] = path end
  list:close()
  return files
end

local function run_folder(folder)
  local loaded, plugin = pcall(host.load, folder)
  if not loaded then return report(false, folder .. " loads", plugin) end
  local files = test_files(folder)
  if #files == 0 then return report(false, folder .. " has tests", "no " .. folder .. "/tests/*_test.lua") end
  for _, path in ipairs(files) do
    local ok, message = pcall(function()
      setfenv(assert(loadfile(path)), environment(plugin))()
    end)
    if not ok then report(false, path .. " runs to its end", message) end
  end
end

if #arg == 0 then
  io.stderr:write("usage: luajit -joff tests/plugins/harness.lua PLUGIN-FOLDER…\n")
  os.exit(2)
end
for _, folder in ipairs(arg) do run_folder(folder) end
print(("1..%d"):format(counts.run))
if counts.failed > 0 then print(("# %d of %d failed"):format(counts.failed, counts.run)) end
os.exit(counts.failed == 0 and 0 or 1)
