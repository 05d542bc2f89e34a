#include "host/hub/url.h"

#include <catch2/catch.hpp>

using perigee::hub::classify_url;
using perigee::hub::UrlVerdict;
using namespace std::string_view_literals;

namespace {

using Texts = std::initializer_list<std::string_view>;

void check_all(UrlVerdict verdict, Texts texts) {
  for (std::string_view text : texts) {
    CAPTURE(text);
    CHECK(classify_url(text) == verdict);
  }
}

}  // namespace

TEST_CASE("URLs of the web are accepted as leniently as browsers do") {
  check_all(UrlVerdict::Ok, {"https://a.b",         "https:a.b",       "https:/a.b",
                             "https:///a.b",        "http:\\\\a.b",    " https://a.b ",
                             "\x01https://a.b\x1F", "http://a.b/x y",  "https://a.b/%zz",
                             "HTTPS://A.B",         "http://a_b",      "http://a!b",
                             "http://-a-",          "http://a..b",     "http://.",
                             "http://a.b?q",        "http://a.b#f",    "http://a.b\\x",
                             "http://a.b/[",        "http://localhost"});
}

TEST_CASE("tabs and newlines inside a URL are dropped before it is read") {
  check_all(UrlVerdict::Ok, {"ht\ttp://a.b", "http:/\n/a.b", "http://a\r.b", "http://a.b:8\t0"});
  CHECK(classify_url("\thttp://\n\t") == UrlVerdict::Malformed);
}

TEST_CASE("what is no absolute URL is refused") {
  check_all(UrlVerdict::Malformed,
            {"", " ", "foo", "//a.b", "/a", "?q", "#f", ":", "://a.b", "1a:b", "h ttp://a.b",
             "\u00A0http://a.b", "\uFEFFhttp://a.b", "http", "-a:b"});
}

TEST_CASE("a web URL needs a host") {
  check_all(UrlVerdict::Malformed, {"https://", "https:", "http:///", "http://?q", "http://#f",
                                    "http://:80", "http://u@", "http://@", "http://u@/x"});
}

TEST_CASE("user and password end at the last at-sign") {
  check_all(UrlVerdict::Ok, {"https://u:p@h.com/#f", "https://@h.com", "https://u@v@h.com",
                             "https://a b@h.com", "https://[@h.com", "https://u:p:q@h.com:1"});
  CHECK(classify_url("https://h.com@a b/") == UrlVerdict::Malformed);
}

TEST_CASE("a host holds none of the code points that URLs forbid") {
  check_all(UrlVerdict::Malformed,
            {"https://a b", "http://a<b", "http://a>b", "http://a^b", "http://a|b", "http://a%b",
             "http://a%zz", "http://a[b]", "http://a\177b", "http://a\1b", "http://a\0b"sv});
}

TEST_CASE("percent escapes in a host are undone before it is judged") {
  check_all(UrlVerdict::Ok,
            {"http://a%2Eb", "http://%61.b", "http://%31%32%37.1", "http://%C3%A9.com"});
  check_all(UrlVerdict::Malformed, {"http://a%20b", "http://a%00b", "http://a%2Fb", "http://a%40b",
                                    "http://a%25b", "http://%FF", "http://%C3", "http://%ED%A0%80",
                                    "http://%5B::1%5D", "http://a%C2%A0b"});
}

TEST_CASE("ports are at most 65535 and may be missing") {
  check_all(UrlVerdict::Ok, {"http://a.b:", "http://a.b:/x", "http://a.b:0", "http://a.b:65535",
                             "http://a.b:000000080", "http://[::1]:9/q"});
  check_all(UrlVerdict::Malformed, {"http://a.b:99999", "http://a.b:65536", "http://a.b:8a",
                                    "http://a.b:-1", "http://a.b:+1", "http://a.b: 80",
                                    "http://a.b:80:80", "http://a.b:99999999999999999999"});
}

TEST_CASE("IPv4 addresses are read in all their spellings") {
  check_all(UrlVerdict::Ok,
            {"http://127.0.0.1", "http://127.1", "http://0x7f.1/", "http://0X7F.0.0.1", "http://0",
             "http://0x", "http://1.0x.0", "http://0377.1", "http://1.2.3.4.", "http://4294967295",
             "http://0xffffffff", "http://037777777777", "http://1.16777215", "http://1.2.65535",
             "http://00000000000000000000001.1"});
  check_all(UrlVerdict::Malformed,
            {"http://256.1.1.1/", "http://1.256.1.1", "http://1.2.3.256", "http://1.2.65536",
             "http://1.16777216", "http://4294967296", "http://0x100000000", "http://0400.1",
             "http://1.2.3.4.5", "http://1..2", "http://.1", "http://08", "http://1.09",
             "http://99999999999999999999999999", "http://1.2.3.4..5"});
}

TEST_CASE("a name that ends in a number is an address or nothing") {
  check_all(UrlVerdict::Malformed, {"http://a.9", "http://a.0x", "http://a.0x1f", "http://a.9.",
                                    "http://a.08", "http://a.1.2"});
  check_all(UrlVerdict::Ok, {"http://9.a", "http://a.0xg", "http://a.1b", "http://a.9.b",
                             "http://1.2.3.4..", "http://1e3.x"});
}

TEST_CASE("IPv6 addresses stand in brackets") {
  check_all(UrlVerdict::Ok,
            {"https://[::1]:9/q", "http://[::]", "http://[1:2:3:4:5:6:7:8]",
             "http://[1:2:3:4:5:6:7::]", "http://[::1:2:3:4:5:6:7]", "http://[1::8]",
             "http://[::1.2.3.4]", "http://[1:2:3:4:5:6:1.2.3.4]", "http://[ABCD:ef01::]",
             "http://[::0.0.0.0]", "http://[1:2:3:4::1.2.3.4]"});
  check_all(UrlVerdict::Malformed, {"http://[]",
                                    "http://[",
                                    "http://[::1",
                                    "http://::1",
                                    "http://[::1]x",
                                    "http://[:1]",
                                    "http://[1:]",
                                    "http://[1::2::3]",
                                    "http://[:::]",
                                    "http://[1:2:3:4:5:6:7]",
                                    "http://[1:2:3:4:5:6:7:8:9]",
                                    "http://[::1:2:3:4:5:6:7:8]",
                                    "http://[::12345]",
                                    "http://[::g]",
                                    "http://[::1.2.3]",
                                    "http://[::1.2.3.4.5]",
                                    "http://[::01.2.3.4]",
                                    "http://[::256.1.1.1]",
                                    "http://[::1.2.3.]",
                                    "http://[1:2:3:4:5:6:7:1.2.3.4]",
                                    "http://[1.2.3.4]",
                                    "http://[::1.2.3.4:5]",
                                    "http://[fe80::1%25eth0]",
                                    "http://[::%31]",
                                    "http://[::1]]"});
}

TEST_CASE("names outside ASCII are taken unless they hold spaces, controls or direction marks") {
  check_all(UrlVerdict::Ok, {"https://é.com/ü", "https://例え.jp", "https://😀.com",
                             "https://u:é@a.b", "https://ß.de:80"});
  check_all(UrlVerdict::Malformed,
            {"http://a\u00A0b", "http://a\u3000b", "http://a\u2028b", "http://a\u0085b",
             "http://a\u202Eb", "http://a\u200Fb", "http://a\uFFFDb", "http://é b", "http://é%b",
             "http://a\xFF", "http://é.1"});
}

TEST_CASE("labels that claim to be punycode must be") {
  check_all(UrlVerdict::Ok,
            {"https://xn--bcher-kva.example", "https://XN--BCHER-KVA", "http://xn--wgv71a119e.jp",
             "http://a.xn--nxasmq6b", "http://xn-a", "http://xnn--a", "http://ab--cd"});
  check_all(UrlVerdict::Malformed,
            {"https://xn--", "http://xn--.a", "http://a.xn--", "http://xn---", "http://xn--a",
             "http://xn--abc-", "http://xn--é", "http://xn--99999999", "http://xn--bcher-kv",
             "http://xn--999999999999"});
}

TEST_CASE("a label of any length is judged in one pass") {
  const std::string host = "http://xn--" + std::string(200'000, 'a');
  CHECK(classify_url(host) == UrlVerdict::Malformed);
  const std::string bytes = "http://" + std::string(100'000, '.') + "1";
  CHECK(classify_url(bytes) == UrlVerdict::Malformed);
}

TEST_CASE("other schemes are told apart from what does not parse") {
  check_all(UrlVerdict::OtherScheme, {"ftp://x",
                                      "ws://x",
                                      "wss://x:1/",
                                      "file:///x",
                                      "file:x",
                                      "file://",
                                      "file://host/x",
                                      "file://C|/x",
                                      "data:text/plain,x",
                                      "data:",
                                      "javascript:alert(1)",
                                      "mailto:a b",
                                      "foo://",
                                      "foo:///x",
                                      "foo://a%zz",
                                      "foo://u@h:1",
                                      "foo://[::1]",
                                      "a+b-1.c:x",
                                      "foo:/ /",
                                      "httpss://a.b",
                                      "foo:\\\\a b"});
  check_all(UrlVerdict::Malformed,
            {"ftp://", "ftp://a b", "wss://", "file://a b", "file://h:80", "file://u@h",
             "file://256.1.1.1", "foo://a b", "foo://a<b", "foo://:80", "foo://@", "foo://h:x",
             "foo://[::1", "foo://a\\b"});
}
