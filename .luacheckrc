-- luacheck lua-plugins tests/plugins
std = "luajit"
max_line_length = 120
codes = true
-- Attacks do on purpose what nobody should.
exclude_files = { "tests/sandbox/attacks" }

-- Plugins run in a sandbox: what is not listed here does not exist there.
stds.sandbox = {
  read_globals = {
    "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawset",
    "require", "select", "setmetatable", "tonumber", "tostring", "type", "unpack", "xpcall",
    "bit", "coroutine", "math", "string", "table",
  },
}
files["lua-plugins"].std = "sandbox"

-- Their tests run in the harness, outside the sandbox.
files["**/tests/*_test.lua"] = {
  std = "luajit",
  read_globals = { "describe", "it", "expect", "plugin" },
}
