--- Numbers of Debian bugs as they are, of Launchpad bugs with "LP" before them, in order.
local function bugs(content)
  local list = {}
  for i, item in ipairs(plugin.enrich(content)) do
    list[i] = (item.kind == "launchpad-bug" and "LP" or "") .. item.text
  end
  return list
end

local function finds(content, ...)
  expect(bugs(content)):equals { ... }
end

describe("a Debian bug", function()
  it("has a number, a URL and a place", function()
    expect(plugin.enrich("Closes: #1012345.")):equals {
      {
        kind = "debian-bug",
        span = { 9, 16 },
        data = { number = 1012345, url = "https://bugs.debian.org/1012345" },
        text = "#1012345",
      },
    }
  end)
  it("may be bare if it has six or seven digits", function()
    finds("#12345 #123456 #1234567 #12345678", "#123456", "#1234567")
  end)
  it("that is bare may stand in brackets and before punctuation", function()
    finds("(#123456) [#123457], #123458. #123459: see", "#123456", "#123457", "#123458", "#123459")
  end)
  it("that is bare is not a part of a word, an address or an entity", function()
    finds("gh#123456 PR#123456 o/r#123456 x_#123456 é#123456 &#123456; /#123456 ##123456")
  end)
  it("is not a number that runs on", function() finds("#123456a #123456_ #123456é Closes: #12a bug#1x") end)
  it("does not begin with zero", function() finds("#0123456 Closes: #012 bug#0") end)
  it("in the tracker's own form may have any number", function()
    finds("bug#7 Bug#62119 BUG#123456", "#7", "#62119", "#123456")
  end)
  it("is not any other bug with a number", function() finds("bug #12 debug#12 bugs#12 bug: #12 bug##12") end)
end)

describe("Closes:", function()
  it("makes a list of bugs of any number", function() finds("Closes: #1, #22,#333 , #4", "#1", "#22", "#333") end)
  it("may be in lower case, without a blank, or with Bug", function()
    finds("closes:#1 (closes: Bug#2, bug#3, #4) CLOSES:bug#5", "#1", "#2", "#3", "#4", "#5")
  end)
  it("may be wrapped after itself and after commas", function()
    finds("Closes:\n    #1,\n    #2,\r\n\t#3", "#1", "#2", "#3")
  end)
  it("ends where anything but a comma stands", function() finds("Closes: #1 #2, and #3; #4", "#1") end)
  it("ends at a number that is none", function() finds("Closes: #1, #123456789, #2", "#1") end)
  it("needs its colon and to be a word", function() finds("closes #1 encloses: #2 closes : #3 fixes: #4") end)
  it("needs the number sign", function() finds("Closes: 123456, bug 7") end)
  it("lets bare numbers follow its end", function() finds("Closes: #1 #123456", "#1", "#123456") end)
end)

describe("a Launchpad bug", function()
  it("has a kind and a URL of its own", function()
    local item = plugin.enrich("LP: #1234567")[1]
    expect(item.kind):equals("launchpad-bug")
    expect(item.text):equals("#1234567")
    expect(item.data):equals { number = 1234567, url = "https://bugs.launchpad.net/bugs/1234567" }
  end)
  it("list goes on after commas", function() finds("(LP: #1, #2,\n   #3)", "LP#1", "LP#2", "LP#3") end)
  it("may come with and without colon and blank", function()
    finds("LP #1 lp:#2 LP#3 lp:\n #4", "LP#1", "LP#2", "LP#3", "LP#4")
  end)
  it("needs its word whole", function() finds("help #1 xlp: #2 ülp: #3 lp_ #4") end)
  it("is not a Debian bug as well", function() finds("LP: #123456, #1234567", "LP#123456", "LP#1234567") end)
  it("list and a Debian list stand side by side", function()
    finds("(Closes: #1, LP: #2, #3, closes: #4, #5)", "#1", "LP#2", "LP#3", "#4", "#5")
  end)
  it("list ends at a bug of Debian's form", function() finds("LP: #1, bug#2, #3", "LP#1", "#2") end)
  it("list that was broken leaves the bare numbers to Debian", function()
    finds("LP: #1, #x, #123456", "LP#1", "#123456")
  end)
end)
