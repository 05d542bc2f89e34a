--- "path line column" of each location, in order.
local function places(content, config)
  local list = {}
  for i, item in ipairs(plugin.extract(content, config)) do
    local value = item.value_json
    list[i] = ("%s %d%s"):format(value.path, value.line, value.column and " " .. value.column or "")
  end
  return list
end

local function finds(content, ...)
  expect(places(content)):equals { ... }
end

describe("file:line", function()
  it("is a code location with a language and a key", function()
    expect(plugin.extract("see src/main.c:12")):equals {
      {
        kind = "code-location",
        value_json = { path = "src/main.c", line = 12, language = "c" },
        dedupe_key = "src/main.c:12",
      },
    }
  end)
  it("may have a column", function() finds("a.c:12:5: error, b.py:7:0", "a.c 12 5", "b.py 7 0") end)
  it("may be relative, absolute, at home or in a hidden folder", function()
    finds("./a.c:1 ../b.c:2 /c/d.c:3 ~/e.c:4 .github/f.yml:5",
      "./a.c 1", "../b.c 2", "/c/d.c 3", "~/e.c 4", ".github/f.yml 5")
  end)
  it("may have several points, hyphens and signs in its name", function()
    finds("a.test.js:1 my-file.tsx:2 c++/x.hpp:3 lib@2/y.rb:4",
      "a.test.js 1", "my-file.tsx 2", "c++/x.hpp 3", "lib@2/y.rb 4")
  end)
  it("may be a known file without an extension", function()
    finds("Makefile:3: *** missing separator; docker/Dockerfile:7 CMakeLists.txt:9",
      "Makefile 3", "docker/Dockerfile 7", "CMakeLists.txt 9")
  end)
  it("may stand in brackets and quotes and before punctuation", function()
    finds("(a.c:1) [b.c:2] 'c.c:3' \"d.c:4\" `e.c:5`, f.c:6. <g.c:7>",
      "a.c 1", "b.c 2", "c.c 3", "d.c 4", "e.c 5", "f.c 6", "g.c 7")
  end)
  it("is told once, however often it occurs", function() finds("a.c:1 a.c:1:7 a.c:2 a.c:1", "a.c 1", "a.c 2") end)
  it("may begin a line of grep's output", function()
    finds("a.c:12:int x;\r\nb.c:13:5th\nc.log:7:12:30:15", "a.c 12", "b.c 13", "c.log 7")
  end)
  it("may follow a compiler's words", function()
    finds("In file included from a.h:3,\n                 from b.c:5:", "a.h 3", "b.c 5")
  end)
  it("loses the bullet, the sign or the ellipsis before it", function()
    finds("-a.c:1 +b.c:2 ...c.c:3", "a.c 1", "b.c 2", "c.c 3")
  end)
  it("with letters of other alphabets is one path", function()
    finds("données.py:3 ж/ф.rs:4", "données.py 3", "ж/ф.rs 4")
  end)
  it("beside CJK, dashes and emoji ends there", function()
    finds("在main.c:9。—a.c:1— 🐛b.c:2🐛", "main.c 9", "a.c 1", "b.c 2")
  end)
  it("knows its extension in capitals too", function()
    expect(plugin.extract("A.CPP:1")[1].value_json.language):equals("cpp")
  end)
end)

describe("not a location", function()
  it("is a time, a ratio or a port", function()
    finds("12:30:15 3:1 1.5:2 localhost:8080 example.com:443 127.0.0.1:80 db:5432")
  end)
  it("is an IPv6 address or a MAC address", function()
    finds("::1 fe80::1:2 [2001:db8::c:12]:443 00:1a:2b:3c:4d:5e")
  end)
  it("is a URL", function()
    finds("https://x.example/a.js:3:4 HTTP://x.example:80/b.c:1 ftp://h/c.c:1 webpack:///d.js:1")
  end)
  it("is a host whose domain looks like an extension", function()
    finds("docs.rs:443 example.sh:8080 www.example.rs:9 joe@host.py:22")
  end)
  it("is a line zero, a line that is a word, or one of eight digits", function()
    finds("a.c:0 a.c:01 a.c:1x a.c:x a.c:12345678 a.c: 3")
  end)
  it("is an unknown extension or none", function() finds("a.foo:1 a:1 node:18 .py:1 /.c:1 a.:1") end)
end)

describe("a name that could be a host", function()
  it("is a file when a folder, a column or another line says so", function()
    finds("src/main.rs:443 main.rs:443:1 main.rs:442", "src/main.rs 443", "main.rs 443 1", "main.rs 442")
  end)
end)

describe("Windows paths", function()
  it("are one location with their drive", function()
    finds("C:\\src\\x.c:12 d:/y/z.cs:3:4", "C:\\src\\x.c 12", "d:/y/z.cs 3 4")
  end)
  it("may be relative or a share", function()
    finds("src\\x.c:12 \\\\host\\y.c:1", "src\\x.c 12", "\\\\host\\y.c 1")
  end)
  it("need a drive of one letter", function() finds("abc:/x.c:1", "/x.c 1") end)
end)

describe("file URLs", function()
  it("are paths", function()
    finds("file:///srv/u/a.mjs:3:7 file:///C:/b.js:1:2", "/srv/u/a.mjs 3 7", "C:/b.js 1 2")
  end)
  it("of another host are not", function() finds("file://host/a.mjs:3") end)
end)

describe("configuration", function()
  it("adds extensions, which have no language", function()
    expect(plugin.extract("a.foo:1", { extensions = { "foo" } })[1].value_json):equals { path = "a.foo", line = 1 }
  end)
end)

describe("size", function()
  it("nothing gives nothing", function()
    for _, content in ipairs { "", ":", "\r\n", '", line ', "no location: none" } do finds(content) end
  end)
  it("64 KiB that look like locations hold none", function()
    for _, unit in ipairs {
      ":", ":1", "a", "a:", "a.", ".c:", ":1:1", "a.c", "/", "\\", "C:\\", "C:/", "é", "é:1",
      "file:///", "//a.c:0", "a.c:x",
      '", line ', '", line 1', 'File "', 'File "", line 1', " at ", "(", "@a.c:1x", "-.c:1 ", "www.a.c:1 ",
    } do
      expect(plugin.extract(unit:rep(65536 / #unit))):is_empty()
    end
  end)
  it("64 KiB of frames without an end on one line give as many as are taken", function()
    local lines = {}
    for i = 1, 4000 do lines[i] = "at f (a.rb:" .. i .. ":in `" end
    expect(#plugin.extract(table.concat(lines))):equals(1000)
  end)
  it("a path of more than 1,024 characters is none", function() finds(("a/"):rep(600) .. "b.c:1") end)
  it("a location at the end of 64 KiB is found", function() finds(("x: "):rep(21000) .. "a.c:1", "a.c 1") end)
  it("no more than 1,000 locations come of one message", function()
    local lines = {}
    for i = 1, 3000 do lines[i] = "a.c:" .. i end
    expect(#plugin.extract(table.concat(lines, " "))):equals(1000)
  end)
end)
