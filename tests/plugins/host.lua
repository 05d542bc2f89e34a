-- A stand-in for the host, just large enough to test a plugin without one: it loads a plugin folder
-- with the libraries that a plugin may use and no other, applies the defaults of the configuration,
-- and is as strict as the host about what a hook returns. It has no limits of time or memory.

local host = {}

local HOOKS = { enrich = true, extract = true }
local MANIFEST = { name = true, description = true, config = true }
local OPTION = { type = true, default = true, required = true, doc = true, values = true, items = true }
local MAX_ITEMS = 1000  -- results of one run

local LIBRARIES = {
  "assert", "error", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawset", "select",
  "setmetatable", "getmetatable", "tonumber", "tostring", "type", "unpack", "xpcall",
  "bit", "coroutine", "math", "string", "table",
}

local function fail(...)
  error((...):format(select(2, ...)), 0)
end

-- Loading ---------------------------------------------------------------------------------------

local function run_file(path, env)
  local chunk, problem = loadfile(path)
  if not chunk then fail("%s", problem) end
  return setfenv(chunk, env)()
end

local function sandbox(folder, name)
  local env, loaded = {}, {}
  for _, library in ipairs(LIBRARIES) do env[library] = _G[library] end
  env._G = env
  function env.require(module)
    local part = module:match("^" .. name:gsub("%-", "%%-") .. "%.([%w_]+)$")
    if not part then fail("require %q: a plugin can require %s.PART only", module, name) end
    if loaded[part] == nil then loaded[part] = run_file(folder .. "/" .. part .. ".lua", env) or true end
    return loaded[part]
  end
  return env
end

local TYPES = {
  string = function(v) return type(v) == "string" end,
  number = function(v) return type(v) == "number" end,
  integer = function(v) return type(v) == "number" and v % 1 == 0 end,
  boolean = function(v) return type(v) == "boolean" end,
  table = function(v) return type(v) == "table" end,
}

local function check_value(option, value, where)
  if option.type == "enum" then
    for _, allowed in ipairs(option.values) do
      if value == allowed then return end
    end
    fail("%s: %s is none of %s", where, tostring(value), table.concat(option.values, ", "))
  elseif option.type == "list" then
    if type(value) ~= "table" then fail("%s must be a list", where) end
    for i, item in ipairs(value) do check_value({ type = option.items }, item, where .. "[" .. i .. "]") end
  elseif not TYPES[option.type](value) then
    fail("%s must be of type %s, not %s", where, option.type, type(value))
  end
end

local function check_manifest(plugin, name)
  if type(plugin) ~= "table" then fail("plugin.lua must return a table") end
  if plugin.name ~= name then fail("name is %q, the folder is %q", tostring(plugin.name), name) end
  local hooks = 0
  for key in pairs(plugin) do
    if HOOKS[key] then hooks = hooks + 1
    elseif not MANIFEST[key] then fail("unknown key %q in the manifest", tostring(key)) end
  end
  if hooks == 0 then fail("no hook") end
  for key, option in pairs(plugin.config or {}) do
    for field in pairs(option) do
      if not OPTION[field] then fail("config.%s: unknown field %q", key, tostring(field)) end
    end
    if not option.doc then fail("config.%s has no doc", key) end
    if option.default ~= nil then check_value(option, option.default, "config." .. key .. ".default") end
  end
end

-- Configuration ---------------------------------------------------------------------------------

local function copy(value)
  if type(value) ~= "table" then return value end
  local result = {}
  for key, item in pairs(value) do result[key] = copy(item) end
  return result
end

local function configured(plugin, given)
  local options, config = plugin.config or {}, {}
  for key, value in pairs(given or {}) do
    if not options[key] then fail("config: unknown key %q", key) end
    check_value(options[key], value, "config." .. key)
  end
  for key, option in pairs(options) do
    local value = given and given[key]
    if value == nil then value = option.default end
    if value == nil and option.required then fail("config.%s is required", key) end
    config[key] = copy(value)
  end
  return config
end

-- Results ---------------------------------------------------------------------------------------

local function is_continuation(text, at)
  local byte = text:byte(at)
  return byte ~= nil and byte >= 0x80 and byte < 0xC0
end

local function check_keys(item, allowed, where)
  for key in pairs(item) do
    if not allowed[key] then fail("%s: unknown member %q", where, tostring(key)) end
  end
end

local function check_text(value, where)
  if type(value) ~= "string" or not value:find("%S") then fail("%s must be a text that is not blank", where) end
end

local function check_object(value, where)
  if type(value) ~= "table" or value[1] ~= nil then fail("%s must be an object", where) end
end

local ENRICHMENT = { kind = true, span = true, data = true }
local function check_enrichment(item, text, where)
  check_keys(item, ENRICHMENT, where)
  check_text(item.kind, where .. ".kind")
  check_object(item.data, where .. ".data")
  local first, last = unpack(type(item.span) == "table" and item.span or {})
  if not (TYPES.integer(first) and TYPES.integer(last)) then fail("%s.span must be two integers", where) end
  if not (1 <= first and first <= last and last <= #text) then
    fail("%s.span {%d, %d} is not inside 1 to %d", where, first, last, #text)
  end
  if is_continuation(text, first) or is_continuation(text, last + 1) then
    fail("%s.span {%d, %d} cuts a character", where, first, last)
  end
end

local ATTACHMENT = { kind = true, key = true, value_json = true, dedupe_key = true }
local function check_attachment(item, _, where)
  check_keys(item, ATTACHMENT, where)
  check_text(item.kind, where .. ".kind")
  check_object(item.value_json, where .. ".value_json")
  if item.key ~= nil and type(item.key) ~= "string" then fail("%s.key must be a string", where) end
  if item.dedupe_key ~= nil then check_text(item.dedupe_key, where .. ".dedupe_key") end
end

local function check_results(items, text, check)
  if type(items) ~= "table" then fail("the hook must return a list, not %s", type(items)) end
  if #items > MAX_ITEMS then fail("%d results; the host takes %d", #items, MAX_ITEMS) end
  for key in pairs(items) do
    if type(key) ~= "number" or key > #items then fail("the list has a key %q", tostring(key)) end
  end
  for i, item in ipairs(items) do check(item, text, "item " .. i) end
end

-- The hooks as tests call them ------------------------------------------------------------------

local function context(config)
  local log = {}
  for _, level in ipairs { "debug", "info", "warn", "error" } do log[level] = function() end end
  return { config = config, null = {}, array = function(t) return t end, log = log }
end

local function message(text)
  return {
    id = "msg_test", content = text, content_raw = text, sender = "tester",
    topic_id = "topic_test", channel_id = "ch_test", created_at = "2026-01-01T00:00:00.000Z",
  }
end

--- The plugin's linkifier on a text. Each result gets `text`, what its span covers.
local function enrich(plugin, text, config)
  local items = plugin.enrich(context(configured(plugin, config)), message(text))
  check_results(items, text, check_enrichment)
  local reached = 0
  for i, item in ipairs(items) do
    if item.span[1] <= reached then fail("item %d overlaps the one before it or is out of order", i) end
    reached = item.span[2]
    item.text = text:sub(item.span[1], item.span[2])
  end
  return items
end

--- The plugin's extractor on a text.
local function extract(plugin, text, config)
  local items = plugin.extract(context(configured(plugin, config)), message(text))
  check_results(items, text, check_attachment)
  return items
end

--- The plugin of a folder, checked. `enrich` and `extract` take a text and a configuration;
--- `raw` is the plugin's own table and `context` makes what its hooks get, for measurements.
function host.load(folder)
  folder = folder:gsub("/+$", "")
  local name = folder:match("[^/]+$")
  local plugin = run_file(folder .. "/plugin.lua", sandbox(folder, name))
  check_manifest(plugin, name)
  return {
    name = name,
    raw = plugin,
    enrich = plugin.enrich and function(text, config) return enrich(plugin, text, config) end,
    extract = plugin.extract and function(text, config) return extract(plugin, text, config) end,
    context = function(config) return context(configured(plugin, config)) end,
    message = message,
  }
end

return host
