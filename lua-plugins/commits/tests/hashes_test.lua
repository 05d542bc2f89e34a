local FULL = "2c26b46b68ffc68ff99b453c1d30413413422d70"
local SHA256 = "2c26b46b68ffc68ff99b453c1d304134" .. "13422d706483bfa0f98a5e886266e7ae"

--- The text of each link, in order.
local function links(content, config)
  local list = {}
  for i, item in ipairs(plugin.enrich(content, config)) do list[i] = item.text end
  return list
end

local function finds(content, ...)
  expect(links(content)):equals { ... }
end

describe("a bare hash", function()
  it("is a commit without a URL", function()
    expect(plugin.enrich("fixed by 1a2b3c4.")):equals {
      { kind = "commit", span = { 10, 16 }, data = { hash = "1a2b3c4" }, text = "1a2b3c4" },
    }
  end)
  it("has a URL when there is a default repository", function()
    expect(plugin.enrich("1a2b3c4", { default_repo = "lua/lua" })[1].data):equals {
      hash = "1a2b3c4", repo = "lua/lua", url = "https://github.com/lua/lua/commit/1a2b3c4",
    }
  end)
  it("has 7 to 40 digits", function() finds("1a2b3c 1a2b3c4 " .. FULL .. " " .. FULL .. "a", "1a2b3c4", FULL) end)
  it("has both figures and letters", function() finds("1234567 20240131 defaced effaced deadbeef abcdefabcdef") end)
  it("is not in capitals", function() finds("1A2B3C4 1a2b3C4") end)
  it("is not all zeros even if introduced", function() finds("commit 0000000 commit " .. ("0"):rep(40)) end)
  it("may stand in brackets and quotes and before punctuation", function()
    finds("(1a2b3c4) [1a2b3c5] `1a2b3c6`, '1a2b3c7'; \"1a2b3c8\": 1a2b3c9! 1a2b3ca? 1a2b3cb…",
      "1a2b3c4", "1a2b3c5", "1a2b3c6", "1a2b3c7", "1a2b3c8", "1a2b3c9", "1a2b3ca", "1a2b3cb")
  end)
  it("may carry what git puts behind a revision", function()
    finds("1a2b3c4^ 1a2b3c5~2 1a2b3c6:a.c", "1a2b3c4", "1a2b3c5", "1a2b3c6")
  end)
  it("is not a part of a UUID", function() finds("550e8400-e29b-41d4-a716-446655440000 12ab34cd-0000") end)
  it("is not a colour or an anchor", function() finds("#ffaabb #ffaabb11 #1a2b3c4d") end)
  it("is not a part of a word, a number or a path", function()
    finds("x1a2b3c4 1a2b3c4x 0x1a2b3c4d _1a2b3c4 é1a2b3c4 1a2b3c4é")
    finds("a/1a2b3c4 1a2b3c4/a 1a2b3c4.txt a.1a2b3c4 1a2b3c4-dirty")
  end)
  it("is not a checksum", function()
    finds("d41d8cd98f00b204e9800998ecf8427e " .. SHA256 .. " md5:1a2b3c4 sha256:" .. SHA256)
  end)
  it("is not an address", function()
    finds("1a2b3c4@host.example fe80::1a2b:3c4d 00:1a:2b:3c:4d:5e $1a2b3c4 =1a2b3c4")
  end)
  it("may stand beside dashes, emoji and CJK", function()
    finds("—1a2b3c4— 🐛1a2b3c5 提交1a2b3c6。", "1a2b3c4", "1a2b3c5", "1a2b3c6")
  end)
end)

describe("an introduced hash", function()
  it("may be a number or a word", function()
    finds("commit 1234567, rev deadbeef, revision defaced, sha effaced", "1234567", "deadbeef", "defaced", "effaced")
  end)
  it("may have any length that git has", function()
    finds("commit " .. SHA256 .. " sha1: d41d8cd98f00b204e9800998ecf8427e", SHA256, "d41d8cd98f00b204e9800998ecf8427e")
  end)
  it("may come with a colon, a quote or a line end between", function()
    finds("Commit: 1234567 COMMIT:1234568 commit `1234569` (rev \"1234560\") commit\r\n1234561",
      "1234567", "1234568", "1234569", "1234560", "1234561")
  end)
  it("is not introduced by a longer word or by one that touches it", function()
    finds("xcommit 1234567 precommit: 1234567 commitdeadbeef commit-1234567 commits/1234567")
  end)
  it("introduces only itself", function() finds("commits 1234567 1234568 and 1a2b3c4", "1234567", "1a2b3c4") end)
  it("must have seven digits all the same, and end", function()
    finds("commit 123456 rev 2 commit 12345678.5 commit deadbeefs")
  end)
end)

describe("a range", function()
  it("is one link over both hashes", function()
    expect(plugin.enrich("see 1a2b3c4..5d6e7f8.", { default_repo = "a/b" })):equals {
      {
        kind = "commit-range",
        span = { 5, 20 },
        data = {
          from = "1a2b3c4", to = "5d6e7f8", repo = "a/b", url = "https://github.com/a/b/compare/1a2b3c4..5d6e7f8",
        },
        text = "1a2b3c4..5d6e7f8",
      },
    }
  end)
  it("may have three dots", function() finds("1a2b3c4...5d6e7f8", "1a2b3c4...5d6e7f8") end)
  it("needs one hash that tells, or a word before it", function()
    finds("1234567..1a2b3c4 1234567..7654321 commit 1234567..7654321", "1234567..1a2b3c4", "1234567..7654321")
  end)
  it("needs two hashes", function() finds("1a2b3c4.. 1a2b3c5...", "1a2b3c4", "1a2b3c5") end)
  it("to a name is no range, though it begins with a commit", function()
    finds("1a2b3c4..main main..1a2b3c5 v1.0..v1.1", "1a2b3c4")
  end)
  it("does not run on", function()
    finds("1a2b3c4..5d6e7f8.txt 1a2b3c5..5d6e7f8z 1a2b3c6....5d6e7f8", "1a2b3c4", "1a2b3c5", "1a2b3c6")
  end)
end)

describe("size", function()
  it("nothing gives nothing", function()
    for _, content in ipairs { "", "\r\n", "no commit", "#", "!", "@" } do finds(content) end
  end)
  it("64 KiB that look like hashes hold none", function()
    for _, unit in ipairs {
      "a", "1", "a1", "abcdef ", "abcdefa ", "1a2b3c4-", "1a2b3c4/", "-1a2b3c4", "1a2b3c4é", "1a2b3c4x ", "1a2b3c4.a",
      "commit ", "commit:", "sha1 ", "x/y", "a/b@", "a/b#", "a/b!", "#", "#1", "@", "a/",
    } do
      expect(plugin.enrich(unit:rep(65536 / #unit))):is_empty()
    end
  end)
  it("no more than 1,000 links come of one message", function()
    expect(#plugin.enrich(("1a2b3c4 a/b#1 "):rep(4000))):equals(1000)
  end)
  it("a commit at the end of 64 KiB is found", function() finds(("x "):rep(32000) .. "1a2b3c4", "1a2b3c4") end)
end)
