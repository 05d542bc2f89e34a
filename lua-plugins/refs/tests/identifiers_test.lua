--- "kind text" of each link, in order.
local function links(content, config)
  local list = {}
  for i, item in ipairs(plugin.enrich(content, config)) do list[i] = item.kind .. " " .. item.text end
  return list
end

local function finds(content, ...)
  expect(links(content)):equals { ... }
end

local function only(content, config)
  local items = plugin.enrich(content, config)
  expect(#items):equals(1)
  return items[1]
end

describe("cve", function()
  it("has an identifier in capitals, a URL and a place", function()
    expect(plugin.enrich("fix cve-2024-3094!")):equals {
      {
        kind = "cve",
        span = { 5, 17 },
        data = { id = "CVE-2024-3094", url = "https://www.cve.org/CVERecord?id=CVE-2024-3094" },
        text = "cve-2024-3094",
      },
    }
  end)
  it("has four to nineteen digits", function()
    finds("CVE-2021-123 CVE-2021-1234 CVE-2021-1234567890123456789 CVE-2021-12345678901234567890",
      "cve CVE-2021-1234", "cve CVE-2021-1234567890123456789")
  end)
  it("may stand in lists, brackets and before punctuation", function()
    finds("(CVE-2020-0001) [CVE-2020-0002], CVE-2020-0003.",
      "cve CVE-2020-0001", "cve CVE-2020-0002", "cve CVE-2020-0003")
  end)
  it("may be in the name of a patch", function()
    finds("0001-CVE-2017-1000_CVE-2017-2000.patch", "cve CVE-2017-1000", "cve CVE-2017-2000")
  end)
  it("is not a part of a word", function()
    finds("xCVE-2020-0001 9CVE-2020-0001 CVE-2020-0001a éCVE-2020-0001 CVE-2020-0001é")
  end)
  it("is not a fragment", function() finds("CVE- CVE-20-1234 CVE-2020 CVE-2020- CVE 2020-1234 CVE-20201-1234") end)
end)

describe("rfc", function()
  it("has a number and a URL", function()
    expect(only("as in RFC 2119").data):equals { number = 2119, url = "https://www.rfc-editor.org/rfc/rfc2119" }
  end)
  it("may be written in four ways", function()
    finds("RFC 2119, RFC2119, RFC-2119, rfc2119", "rfc RFC 2119", "rfc RFC2119", "rfc RFC-2119", "rfc rfc2119")
  end)
  it("may end a sentence, or a bracket, or begin a compound", function()
    finds("(RFC 822). RFC2822-style; RFC 1", "rfc RFC 822", "rfc RFC2822", "rfc RFC 1")
  end)
  it("has at most one blank or hyphen, and on the same line", function()
    finds("RFC  2119 RFC--2119 RFC- 2119 RFC\n2119")
  end)
  it("has at most five digits, the first not zero", function() finds("RFC 123456 RFC 0822 RFC 0") end)
  it("is not a part of a word, an identifier or an option", function()
    finds("xRFC 12 RFC 12th rfc822parse rfc822_date my_rfc822 --rfc822 oRFC2119")
  end)
  it("is not a part of a path or a file name", function() finds("/rfc2119 doc/rfc2119 rfc2119.txt x.rfc2119") end)
  it("is not a bare word", function() finds("RFC: comments? RFCs 12 and 13, an RFC") end)
end)

describe("doi", function()
  it("has an identifier and a URL", function()
    expect(only("doi:10.1000/182").data):equals { id = "10.1000/182", url = "https://doi.org/10.1000/182" }
  end)
  it("leaves the punctuation of the sentence alone", function()
    finds("10.1000/a. 10.1000/b, 10.1000/c; 10.1000/d: 10.1000/e... \"10.1000/f\"",
      "doi 10.1000/a", "doi 10.1000/b", "doi 10.1000/c", "doi 10.1000/d", "doi 10.1000/e", "doi 10.1000/f")
  end)
  it("keeps its own brackets and leaves those around it", function()
    finds("(10.1000/a) (see 10.1016/S0735-1097(98)00347-7). [10.1000/b]",
      "doi 10.1000/a", "doi 10.1016/S0735-1097(98)00347-7", "doi 10.1000/b")
  end)
  it("may have points, slashes, hyphens and colons inside", function()
    finds("10.1103/PhysRev.47.777 10.1000/a/b-c_d:e;f", "doi 10.1103/PhysRev.47.777", "doi 10.1000/a/b-c_d:e;f")
  end)
  it("keeps its case", function() expect(only("10.1000/ABC").data.id):equals("10.1000/ABC") end)
  it("has a registrant of four to nine digits", function()
    finds("10.100/a 10.1234/a 10.123456789/a 10.1234567890/a", "doi 10.1234/a", "doi 10.123456789/a")
  end)
  it("may follow doi.org without a scheme", function() finds("doi.org/10.1000/182", "doi 10.1000/182") end)
  it("is not a part of a number, a path or a version", function()
    finds("3.10.1000/a v10.1000/a /10.1000/a x-10.1000/a")
  end)
  it("needs a suffix", function() finds("10.1000/ 10.1000/. 10.1000/) 10.1000") end)
  it("is not an address of the network 10", function() finds("10.0.0.0/8 10.100.0.1/24") end)
  it("that contains another reference is the only link there", function()
    finds("10.1000/CVE-2020-0001 10.17487/RFC2119", "doi 10.1000/CVE-2020-0001", "doi 10.17487/RFC2119")
  end)
end)

describe("arxiv", function()
  it("has an identifier with its version and a URL", function()
    local item = only("arXiv:2101.01234v2")
    expect(item.text):equals("arXiv:2101.01234v2")
    expect(item.data):equals { id = "2101.01234v2", url = "https://arxiv.org/abs/2101.01234v2" }
  end)
  it("of the new style has four or five digits after a month", function()
    finds("arXiv:0704.0001 arxiv:2101.01234 arXiv: 1501.00001;",
      "arxiv arXiv:0704.0001", "arxiv arxiv:2101.01234", "arxiv arXiv: 1501.00001")
    finds("arXiv:2113.00001 arXiv:2100.00001 arXiv:2101.012345 arXiv:2101.012")
  end)
  it("of the new style needs its prefix", function() finds("2101.01234v2 xarXiv:2101.01234 arXiv 2101.01234") end)
  it("of the old style has an archive, with or without the prefix", function()
    finds("hep-th/9901001v3 arXiv:math.GT/0309136, (cond-mat/0207270) arXiv: cs/0703001.",
      "arxiv hep-th/9901001v3", "arxiv arXiv:math.GT/0309136", "arxiv cond-mat/0207270", "arxiv arXiv: cs/0703001")
  end)
  it("of the old style has an identifier without the prefix", function()
    expect(only("arXiv:math.GT/0309136").data.id):equals("math.GT/0309136")
  end)
  it("of the old style is not any word before seven digits", function()
    finds("foo/9901001 hep-xx/9901001 hep-th/9913001 hep-th/99010011")
    finds("a/hep-th/9901001 my-hep-th/9901001 xhep-th/9901001")
  end)
  it("does not run on", function()
    finds("arXiv:2101.01234x arXiv:2101.01234.5 hep-th/9901001v hep-th/9901001_1")
  end)
  it("may end a sentence", function() finds("See arXiv:2101.01234.", "arxiv arXiv:2101.01234") end)
end)
