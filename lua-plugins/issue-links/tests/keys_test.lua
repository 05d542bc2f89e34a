local function keys(text, config)
  local list = {}
  for i, item in ipairs(plugin.enrich(text, config)) do list[i] = item.data.key end
  return list
end

--- The text holds exactly these keys.
local function links(text, ...)
  expect(keys(text)):equals { ... }
end

describe("a key", function()
  it("becomes an issue with its URL and its place", function()
    expect(plugin.enrich("see PROJ-123 now")):equals {
      {
        kind = "issue",
        span = { 5, 12 },
        data = { key = "PROJ-123", url = "https://tracker.example/browse/PROJ-123" },
        text = "PROJ-123",
      },
    }
  end)

  it("may be the whole message", function() links("AB-1", "AB-1") end)
  it("may have digits and underscores in its project", function() links("P2P-7 and MY_APP-8", "P2P-7", "MY_APP-8") end)
  it("may stand in brackets and quotes", function()
    links("(AB-1) [AB-2] {AB-3} <AB-4> 'AB-5' \"AB-6\" `AB-7`", "AB-1", "AB-2", "AB-3", "AB-4", "AB-5", "AB-6", "AB-7")
  end)
  it("may be followed by punctuation", function()
    links("AB-1. AB-2, AB-3: AB-4; AB-5! AB-6?", "AB-1", "AB-2", "AB-3", "AB-4", "AB-5", "AB-6")
    links("AB-7's AB-8…", "AB-7", "AB-8")
  end)
  it("at the end of a sentence leaves the full stop alone", function()
    expect(plugin.enrich("Done in AB-12.")[1].text):equals("AB-12")
  end)
  it("may be a hashtag or follow an equals sign", function() links("#AB-1 key=AB-2", "AB-1", "AB-2") end)
  it("is linked as often as it occurs", function()
    local items = plugin.enrich("AB-1, AB-1")
    expect(#items):equals(2)
    expect(items[2].span):equals { 7, 10 }
  end)
  it("is found on every line, whatever ends it", function() links("AB-1\r\nAB-2\nAB-3\r\n", "AB-1", "AB-2", "AB-3") end)
  it("may have nine digits and a project of twenty characters", function()
    links("AB-123456789 ABCDEFGHIJKLMNOPQRST-1", "AB-123456789", "ABCDEFGHIJKLMNOPQRST-1")
  end)
end)

describe("not a key", function()
  it("is a word in lower or mixed case", function() links("top-10 Utf-8 abc-123 Abc-123 aBC-123") end)
  it("is a project of one letter or one that begins with a digit", function() links("X-15 H-264 3AB-12 _AB-1") end)
  it("is a number that begins with zero or is none", function() links("AB-0123 AB-0 AB- AB-x AB") end)
  it("is a part of a longer number or name", function()
    links("AB-123-456 AB-123-fix AB-CD-12 x-AB-12 AB-12x AB-12_3")
  end)
  it("is a part of a word or an identifier", function() links("xAB-12 fooAB-12 my_AB-12") end)
  it("is a part of a path or a file name", function()
    links("/AB-1 feature/AB-12 AB-1/notes AB-1.txt C:\\AB-1 ./AB-2")
  end)
  it("is a part of an address or a variable", function()
    links("@AB-1 joe@AB-1 AB-1@host.example $AB-1 v2.AB-1")
  end)
  it("has more than nine digits or twenty characters before them", function()
    links("AB-1234567890 ABCDEFGHIJKLMNOPQRSTU-1")
  end)
  it("is a well-known name with a number", function()
    links("UTF-8 SHA-256 ISO-8601 RFC-2119 CVE-2024 GPL-3 COVID-19 X86-64 AES-128 MD-5")
  end)
  it("is a security advisory or a CVE", function() links("CVE-2024-1234 DSA-1234-1") end)
end)

describe("URLs", function()
  it("keep their keys to themselves", function()
    links("https://tracker.example/browse/AB-1 and HTTP://x.example/?k=AB-2")
  end)
  it("end at a blank, an angle bracket or a quotation mark", function()
    links("<https://x.example/AB-1>AB-2 'http://x.example/AB-3'AB-4 http://x.example AB-5", "AB-2", "AB-4", "AB-5")
  end)
  it("touching a key make it a part of theirs", function() links("AB-1https://x.example/") end)
  it("do not move the spans behind them", function()
    expect(plugin.enrich("https://x.example/AB-1 AB-2")[1].span):equals { 24, 27 }
  end)
  it("need something behind the slashes", function() links("http:// AB-1 and https://", "AB-1") end)
end)

describe("Unicode", function()
  it("letters beside a key make it a part of a word", function() links("éAB-1 AB-2é ΩAB-3 AB-4ж") end)
  it("punctuation and emoji do not", function()
    links("—AB-1— “AB-2” …AB-3 😀AB-4😀 «AB-5»", "AB-1", "AB-2", "AB-3", "AB-4", "AB-5")
  end)
  it("scripts without blanks between words do not", function() links("修复AB-1问题。AB-2", "AB-1", "AB-2") end)
  it("before a key counts in bytes", function() expect(plugin.enrich("é AB-1")[1].span):equals { 4, 7 } end)
end)

describe("configuration", function()
  it("base_url stands before the key", function()
    expect(plugin.enrich("AB-1", { base_url = "https://t.example/i/" })[1].data.url):equals("https://t.example/i/AB-1")
  end)
  it("projects names the only ones", function()
    expect(keys("AB-1 CD-2 EF-3", { projects = { "AB", "EF" } })):equals { "AB-1", "EF-3" }
  end)
  it("ignore takes projects and single keys, and replaces the default", function()
    expect(keys("AB-1 AB-2 CD-1 UTF-8", { ignore = { "CD", "AB-2" } })):equals { "AB-1", "UTF-8" }
  end)
  it("ignore wins over projects", function()
    expect(keys("AB-1 AB-2", { projects = { "AB" }, ignore = { "AB-1" } })):equals { "AB-2" }
  end)
  it("of the wrong type is refused", function()
    expect(function() plugin.enrich("x", { projects = "AB" }) end):raises("config.projects must be a list")
  end)
end)

describe("size", function()
  it("nothing gives nothing", function()
    links("")
    links("-")
    links("no hyphen at all")
  end)
  it("64 KiB of hyphens, capitals or digits hold no key", function()
    for _, unit in ipairs { "-", "A", "A-", "1-", "-1", "A_", "AB-0", "é-1", "AAAAAAAAAAAAAAAAAAAAA-1" } do
      expect(plugin.enrich(unit:rep(65536 / #unit))):is_empty()
    end
  end)
  it("a key at the end of 64 KiB is found", function() links(("x "):rep(32000) .. "AB-1", "AB-1") end)
  it("no more than 1,000 links come of one message", function() expect(#keys(("AB-1 "):rep(5000))):equals(1000) end)
end)
