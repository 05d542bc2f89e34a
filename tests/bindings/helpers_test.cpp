// ctx.json, ctx.time, ctx.hash, ctx.utf8: what they give, what they refuse, that they are paid for.
#include "tests/bindings/helpers.h"

using perigee::test::Plugin;

TEST_CASE("ctx.json makes text of values and values of text") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.json.encode({ b = { 1, 2.5, 'x' }, a = ctx.null, c = true })") ==
        R"("{\"a\":null,\"b\":[1,2.5,\"x\"],\"c\":true}")");
  CHECK(plugin.eval("ctx.json.encode(nil)") == R"("null")");
  CHECK(plugin.eval("ctx.json.decode('{\"a\":[1,null,{}],\"b\":[]}')") ==
        R"({"a":[1,null,{}],"b":[]})");
  CHECK(plugin.eval("ctx.json.decode('null') == ctx.null") == "true");
}

TEST_CASE("ctx.json says which part of a value is no data, and why a text is no JSON") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.json.encode({ a = { 0 / 0 } })") ==
        "ctx.json.encode: value.a[1]: a number must be finite, not NaN or infinity");
  CHECK_THAT(plugin.eval("ctx.json.encode(print or type)"), Catch::Contains("a function cannot"));
  CHECK_THAT(plugin.eval("ctx.json.encode()"), Catch::Contains("value expected"));
  CHECK(plugin.eval("(ctx.json.decode('{'))") == "null");
  CHECK(plugin.eval("(select(2, ctx.json.decode('{'))).code") == R"("invalid_input")");
  CHECK_THAT(plugin.eval("tostring(select(2, ctx.json.decode('{')))"),
             Catch::Contains("Invalid JSON"));
  CHECK_THAT(plugin.eval("tostring(select(2, ctx.json.decode(('['):rep(40) .. (']'):rep(40))))"),
             Catch::Contains("nested deeper than 32 levels"));
  CHECK_THAT(plugin.eval("ctx.json.decode(('x'):rep(2 ^ 20 + 1))"),
             Catch::Contains("the text is too long"));
}

TEST_CASE("an expected failure cannot be changed behind its back") {
  Plugin plugin;
  CHECK(plugin.eval("getmetatable(select(2, ctx.json.decode('{')))") == "false");
  CHECK_THAT(plugin.eval("(function() error((select(2, ctx.json.decode('{')))) end)()"),
             Catch::Contains("Invalid JSON"));
}

TEST_CASE("ctx.time knows the host's clock and ISO times") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.time.now()") == R"("2026-01-02T03:04:05.678Z")");
  CHECK(plugin.eval("ctx.time.ms()") == "1767323045678");
  CHECK(plugin.eval("ctx.time.format(0)") == R"("1970-01-01T00:00:00.000Z")");
  CHECK(plugin.eval("ctx.time.format(ctx.time.parse('2026-01-02T03:04:05.678Z'))") ==
        R"("2026-01-02T03:04:05.678Z")");
  for (const char* same : {"2026-07-31", "2026-07-31T00:00Z", "2026-07-31T02:00:00+02:00",
                           "2026-07-30T19:00:00.000-05:00", "2026-07-31T00:00:00.0009Z"}) {
    CHECK(plugin.eval("ctx.time.parse('" + std::string(same) + "')") == "1785456000000");
  }
  for (const char* wrong : {"", "2026", "2026-02-30", "2026-07-31T", "2026-07-31T24:00Z",
                            "2026-07-31T00:00", "2026-07-31T00:00:60Z", "2026-07-31T00:00:00.Z",
                            "2026-07-31T00:00Zx", "+026-07-31", "2026-07-31T00:00+25:00"}) {
    CHECK(plugin.eval("(select(2, ctx.time.parse('" + std::string(wrong) + "'))).message") ==
          "\"\\\"" + std::string(wrong) + "\\\" is not a time\"");
  }
  CHECK_THAT(plugin.eval("ctx.time.format(1e300)"), Catch::Contains("years 0 to 9999"));
  CHECK_THAT(plugin.eval("ctx.time.format(0 / 0)"), Catch::Contains("years 0 to 9999"));
}

TEST_CASE("ctx.hash gives the digests that everybody gives") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.hash.sha256('abc')") ==
        "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
  CHECK(plugin.eval("ctx.hash.sha1('abc')") == "\"a9993e364706816aba3e25717850c26c9cd0d89d\"");
  CHECK(plugin.eval("ctx.hash.hmac_sha256('key', 'The quick brown fox jumps over the lazy dog')") ==
        "\"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8\"");
  CHECK(plugin.eval("#ctx.hash.hmac_sha256('', '')") == "64");
}

TEST_CASE("ctx.utf8 counts characters") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.utf8.len('aé😀')") == "3");
  CHECK(plugin.eval("ctx.utf8.len('\\233')") == "null");
  CHECK(plugin.eval("ctx.utf8.valid('é') and not ctx.utf8.valid('\\233')") == "true");
  CHECK(plugin.eval("ctx.utf8.repair('a\\233')") == "\"a\xEF\xBF\xBD\"");
  CHECK(plugin.eval("ctx.utf8.codepoints('aé😀')") == "[97,233,128512]");
  CHECK(plugin.eval("ctx.utf8.char(97, 233, 8364, 128512)") == "\"aé€😀\"");
  CHECK(plugin.eval("ctx.utf8.char()") == "\"\"");
  const std::pair<const char*, const char*> kParts[] = {
      {"2", "\"é😀x\""},  {"1, 2", "\"aé\""}, {"-2", "\"😀x\""},      {"-3, -2", "\"é😀\""},
      {"0", "\"aé😀x\""}, {"3, 2", "\"\""},   {"9", "\"\""},          {"-99, 99", "\"aé😀x\""},
      {"4, 4", "\"x\""},  {"5", "\"\""},      {"0 / 0", "\"aé😀x\""},
  };
  for (const auto& [arguments, part] : kParts) {
    CHECK(plugin.eval("ctx.utf8.sub('aé😀x', " + std::string(arguments) + ")") == part);
  }
  CHECK_THAT(plugin.eval("ctx.utf8.sub('\\233', 1)"), Catch::Contains("is not UTF-8"));
  for (const char* code : {"-1", "0xD800", "0xDFFF", "0x110000", "0 / 0"}) {
    CHECK_THAT(plugin.eval("ctx.utf8.char(" + std::string(code) + ")"),
               Catch::Contains("no code point"));
  }
}

TEST_CASE("helpers are paid for by the byte") {
  Plugin plugin;
  const std::string text = "('[1]'):rep(1):rep(100000)";
  const std::uint64_t base = plugin.cost("#" + text);
  for (const char* call : {"ctx.hash.sha256", "ctx.hash.sha1", "ctx.utf8.len", "ctx.utf8.repair",
                           "ctx.json.decode", "ctx.json.encode"}) {
    CHECK(plugin.cost("(function() local x = " + std::string(call) + "(" + text +
                      ") return 1 end)()") > base + 50'000);
  }
}
