local function links(content, config)
  local list = {}
  for i, item in ipairs(plugin.enrich(content, config)) do list[i] = item.kind .. " " .. item.text end
  return list
end

local EVERY_KIND = "CVE-2024-3094 RFC 2119 10.1000/182 arXiv:2101.01234 #123456 LP: #7"

describe("a message", function()
  it("may hold every kind; links come in the order of the text", function()
    expect(links(EVERY_KIND)):equals {
      "cve CVE-2024-3094", "rfc RFC 2119", "doi 10.1000/182", "arxiv arXiv:2101.01234",
      "debian-bug #123456", "launchpad-bug #7",
    }
    expect(links("LP: #7, #123456 and RFC 1, CVE-2020-0001")):equals {
      "launchpad-bug #7", "launchpad-bug #123456", "rfc RFC 1", "cve CVE-2020-0001",
    }
  end)
  it("without references has no links", function()
    for _, content in ipairs { "", "#", "/", "10.", "cve-", "rfc", "arxiv:", "lp:#", "hello, world", "\r\n" } do
      expect(plugin.enrich(content)):is_empty()
    end
  end)
  it("may have any line ends", function()
    expect(links("RFC 1\r\nRFC 2\nRFC 3\rRFC 4")):equals { "rfc RFC 1", "rfc RFC 2", "rfc RFC 3", "rfc RFC 4" }
  end)
  it("counts positions in bytes", function() expect(plugin.enrich("żółw 🐢 RFC 1")[1].span):equals { 14, 18 } end)
  it("may put dashes, quotation marks and CJK beside references", function()
    expect(links("—RFC 1— “CVE-2020-0001” 参见RFC 2。漏洞CVE-2020-0002已修复 🐛#123456🐛")):equals {
      "rfc RFC 1", "cve CVE-2020-0001", "rfc RFC 2", "cve CVE-2020-0002", "debian-bug #123456",
    }
  end)
  it("that repeats a reference links each", function()
    expect(links("RFC 1 RFC 1")):equals { "rfc RFC 1", "rfc RFC 1" }
  end)
end)

describe("URLs", function()
  it("are left alone", function()
    expect(links("https://doi.org/10.1000/182 http://x.example/CVE-2024-3094#123456")):is_empty()
    expect(links("HTTPS://arxiv.org/abs/hep-th/9901001")):is_empty()
  end)
  it("end at a blank or a bracket", function()
    expect(links("<https://x.example/RFC1>RFC 2 https://x.example/ #123456")):equals {
      "rfc RFC 2", "debian-bug #123456",
    }
  end)
  it("glued to a number make it a part of theirs", function() expect(links("#123456https://x.example")):is_empty() end)
end)

describe("configuration", function()
  it("switches each kind off", function()
    local all = links(EVERY_KIND)
    for i, kind in ipairs { "cve", "rfc", "doi", "arxiv", "debian_bug", "launchpad_bug" } do
      local rest = {}
      for j, link in ipairs(all) do
        if j ~= i then rest[#rest + 1] = link end
      end
      expect(links(EVERY_KIND, { [kind] = false })):equals(rest)
    end
  end)
  it("switching Launchpad off does not make its bugs Debian's", function()
    expect(links("LP: #123456", { launchpad_bug = false })):is_empty()
  end)
  it("changes each URL", function()
    for _, kind in ipairs { "cve", "rfc", "doi", "arxiv", "debian_bug", "launchpad_bug" } do
      local before, after = plugin.enrich(EVERY_KIND), plugin.enrich(EVERY_KIND, { [kind .. "_url"] = "x:" })
      for i, item in ipairs(after) do
        local own = item.kind == kind:gsub("_", "-")
        expect(item.data.url:sub(1, 2) == "x:"):equals(own)
        if not own then expect(item):equals(before[i]) end
      end
    end
  end)
end)

describe("size", function()
  it("64 KiB that look like the beginnings of references hold none", function()
    for _, unit in ipairs {
      "cve-", "CVE-2020-", "CVE-2020-1", "cve-9999-99999999999999999999x", "rfc", "RFC ", "rfc-9",
      "10.", "10.9999//", "10.1000/.", "9", "10.9", "arxiv:", "arXiv:2101.", "hep-th/", "math.GT/", "/0000000", "a-",
      "#", "#9", "bug#", "closes:", "closes: ", "lp:", "LP: ", "LP:#", " #", "#0, ", "é#",
    } do
      expect(plugin.enrich(unit:rep(65536 / #unit))):is_empty()
    end
  end)
  it("64 KiB of one DOI are one link", function()
    expect(#plugin.enrich("10.1000/" .. ("(a)."):rep(16000))):equals(1)
  end)
  it("a list over 64 KiB of blanks goes on", function()
    expect(links("Closes:" .. (" "):rep(32000) .. "#1," .. ("\n"):rep(32000) .. "#2")):equals {
      "debian-bug #1", "debian-bug #2",
    }
  end)
  it("a reference at the end of 64 KiB is found", function()
    expect(links(("x "):rep(32000) .. "RFC 1")):equals { "rfc RFC 1" }
  end)
  it("no more than 1,000 links come of one message, the first ones", function()
    local items = plugin.enrich(("RFC 1 LP: #2 "):rep(2000))
    expect(#items):equals(1000)
    expect(items[1000].span):equals { 6498, 6499 }
  end)
end)
