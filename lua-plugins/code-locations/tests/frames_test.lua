--- "path line function" of each location, in order.
local function frames(content)
  local list = {}
  for i, item in ipairs(plugin.extract(content)) do
    local value = item.value_json
    list[i] = ("%s %d %s"):format(value.path, value.line, value["function"] or "-")
  end
  return list
end

local function finds(content, ...)
  expect(frames(content)):equals { ... }
end

describe("Python", function()
  it("frames have a file, a line and a function", function()
    expect(plugin.extract('  File "x.py", line 3, in f')):equals {
      {
        kind = "code-location",
        value_json = { path = "x.py", line = 3, ["function"] = "f", language = "python" },
        dedupe_key = "x.py:3",
      },
    }
  end)
  it("tracebacks keep their order", function()
    finds([[
Traceback (most recent call last):
  File "/app/main.py", line 10, in <module>
    run()
  File "/app/run.py", line 22, in run
    raise ValueError("x")
ValueError: x, see notes.md:3]], "/app/main.py 10 <module>", "/app/run.py 22 run", "notes.md 3 -")
  end)
  it("paths may have blanks and any extension", function() finds('File "/a b/c d.txt", line 7', "/a b/c d.txt 7 -") end)
  it("input that is no file is none", function()
    finds('File "<stdin>", line 1, in <module>\nFile "<string>", line 2')
  end)
  it("frames need their words", function()
    finds('"x.py", line 3 File "x.py" line 3 File "x.py", line x File "", line 1')
  end)
  it("paths do not reach over a line end", function() finds('File "a\nb.py", line 3') end)
end)

describe("Java", function()
  it("frames have the full name of the method", function()
    finds("\tat com.x.Main.run(Main.java:12)\r\n\tat com.x.Main$1.<init>(Main.java:7)",
      "Main.java 12 com.x.Main.run", "Main.java 7 com.x.Main$1.<init>")
  end)
  it("frames may name a module", function()
    finds("at java.base/java.lang.Thread.run(Thread.java:829)", "Thread.java 829 java.base/java.lang.Thread.run")
  end)
  it("frames may be of Kotlin or Scala", function()
    finds("at a.B.c(B.kt:1) at d.E.f(E.scala:2)", "B.kt 1 a.B.c", "E.scala 2 d.E.f")
  end)
  it("frames without a line are none", function()
    finds("at a.B.c(Native Method) at a.B.d(Unknown Source) at a.B.e(B.java)")
  end)
end)

describe("JavaScript", function()
  it("frames have a column and a function", function()
    local value = plugin.extract("    at f (/x/file.js:1:2)")[1].value_json
    expect(value):equals { path = "/x/file.js", line = 1, column = 2, ["function"] = "f", language = "javascript" }
  end)
  it("functions may be methods, constructors, asynchronous or anonymous", function()
    finds([[
    at async Foo.bar (a.js:1:2)
    at new Foo (a.js:2:2)
    at Object.<anonymous> (a.js:3:2)
    at Foo.f [as g] (file:///b.mjs:4:2)
    at c.js:5:2]], "a.js 1 Foo.bar", "a.js 2 new Foo", "a.js 3 Object.<anonymous>", "/b.mjs 4 Foo.f [as g]", "c.js 5 -")
  end)
  it("frames may be quoted", function() finds("> at f (a.ts:1:2)", "a.ts 1 f") end)
  it("frames are not any words with at", function() finds("look at the file (a.js:1:2)", "a.js 1 -") end)
  it("frames in pages are URLs, not locations", function() finds("at f (https://x.example/a.js:1:2)") end)
end)

describe("Go", function()
  it("has the function on the line above", function()
    finds("goroutine 1 [running]:\nmain.f(0x1)\n\t/tmp/m.go:8 +0x1d\nmain.(*T).g(...)\r\n\t/tmp/m.go:9 +0x2",
      "/tmp/m.go 8 main.f", "/tmp/m.go 9 main.(*T).g")
  end)
end)

describe("Rust", function()
  it("errors point with an arrow", function()
    finds("error[E0308]: x\n  --> src/main.rs:4:5\n   |", "src/main.rs 4 -")
  end)
  it("panics name the place", function()
    finds("thread 'main' panicked at src/main.rs:4:5:\nx", "src/main.rs 4 -")
  end)
  it("backtraces have the function on the line above", function()
    finds("   4: app::main\n             at ./src/main.rs:4:5", "./src/main.rs 4 app::main")
  end)
end)

describe("gdb", function()
  it("frames have the function before its arguments", function()
    finds('#0  main (argc=1, argv=0x7ffe "a (b)") at file.c:12\n#1  0x0001 in ns::f (x=1) at ../src/a.cc:30',
      "file.c 12 main", "../src/a.cc 30 ns::f")
  end)
  it("places without a frame have no function", function() finds("stopped (why?) at file.c:12", "file.c 12 -") end)
end)

describe("Valgrind and the sanitizers", function()
  it("have the function behind an address", function()
    finds("==1==    at 0x4C2DB8D: malloc (vg_replace_malloc.c:299)\n==1==    by 0x4005B1: main (a.c:12)",
      "vg_replace_malloc.c 299 malloc", "a.c 12 main")
    finds("    #0 0x4f8a51 in ns::f(int*) /x/a.cc:12:5\n    #1 0x4f8b in main b.c:7",
      "/x/a.cc 12 ns::f(int*)", "b.c 7 main")
  end)
end)

describe("GCC", function()
  it("messages have a place and no function", function()
    finds("a.c: In function 'main':\na.c:3:5: error: expected ';'\na.h:7:1: note: declared here", "a.c 3 -", "a.h 7 -")
  end)
end)

describe("Ruby and Lua", function()
  it("frames have the function behind", function()
    finds("app.rb:12:in `run': boom\nb.rb:13:in 'Foo#bar'", "app.rb 12 run", "b.rb 13 Foo#bar")
    finds("lua: x.lua:3: in function 'f'\n\tx.lua:4: in upvalue 'g'\n\tx.lua:5: in main chunk",
      "x.lua 3 f", "x.lua 4 g", "x.lua 5 -")
  end)
end)

describe("a place that is named twice", function()
  it("gets the function from where it is told", function() finds("a.c:3, that is\n#0  f (x=1) at a.c:3", "a.c 3 f") end)
end)
