#include <catch2/catch.hpp>

#include "host/hub/url.h"

using perigee::hub::extract_urls;
using Urls = std::vector<std::string>;
using namespace std::string_literals;

TEST_CASE("links are found where they stand in a text") {
  CHECK(extract_urls("one https://foo.example two http://bar.example/p") ==
        Urls{"https://foo.example", "http://bar.example/p"});
  CHECK(extract_urls("https://foo.example/p?x=1&y=2#frag") ==
        Urls{"https://foo.example/p?x=1&y=2#frag"});
  CHECK(extract_urls("https://u:p@h.com/#f https://[::1]:9/q https://é.com/ü") ==
        Urls{"https://u:p@h.com/#f", "https://[::1]:9/q", "https://é.com/ü"});
}

TEST_CASE("a text without links yields none") {
  for (const std::string text : {"", "hello", "://", "a://b", "http:/a.b", "https:a.b", "ftp://x",
                                 "javascript:alert(1)", "data:text/html,x", "http",
                                 "http:", "http://", "ttp://a.b", "httpx://a.b", "http ://a.b"}) {
    CAPTURE(text);
    CHECK(extract_urls(text).empty());
  }
}

TEST_CASE("punctuation that ends a sentence is not part of a link") {
  CHECK(extract_urls("https://foo.example. then https://bar.example!") ==
        Urls{"https://foo.example", "https://bar.example"});
  CHECK(extract_urls("(https://p.q/r).") == Urls{"https://p.q/r"});
  CHECK(extract_urls("https://a.b/c_(d)") == Urls{"https://a.b/c_(d"});
  CHECK(extract_urls("https://a.b/?!,.;:)") == Urls{"https://a.b/"});
  CHECK(extract_urls("https://a.b/x]}*") == Urls{"https://a.b/x]}*"});
}

TEST_CASE("a link ends at white space, angle brackets and quotes") {
  for (const std::string end : {" ", "\t", "\n", "\v", "\r", "\u00A0", "\u1680", "\u2003", "\u2028",
                                "\u3000", "\uFEFF", "<", ">", "\"", "'"}) {
    CAPTURE(end);
    CHECK(extract_urls("https://a.b/c" + end + "d") == Urls{"https://a.b/c"});
  }
  CHECK(extract_urls("https://a.b/c\u200Bd") == Urls{"https://a.b/c\u200Bd"});
  CHECK(extract_urls("https://a.b/c`d") == Urls{"https://a.b/c`d"});
  CHECK(extract_urls("https://a.b/\0x"s) == Urls{"https://a.b/\0x"s});
}

TEST_CASE("the scheme may be in capitals and glued to what precedes it") {
  CHECK(extract_urls("HTTP://UP.example/A") == Urls{"HTTP://UP.example/A"});
  CHECK(extract_urls("xhttps://a/") == Urls{"https://a/"});
  CHECK(extract_urls("éhTTps://a/") == Urls{"hTTps://a/"});
  CHECK(extract_urls("hhttp://a") == Urls{"http://a"});
}

TEST_CASE("a scheme needs something behind it, and the search goes on when there is nothing") {
  CHECK(extract_urls("http:// https://a.b") == Urls{"https://a.b"});
  CHECK(extract_urls("http://\"http://a.b\"") == Urls{"http://a.b"});
  CHECK(extract_urls("://http://a.b") == Urls{"http://a.b"});
}

TEST_CASE("a link swallows a second one that nothing separates from it") {
  CHECK(extract_urls("https://a.b,https://c.d") == Urls{"https://a.b,https://c.d"});
  CHECK(extract_urls("http://http://a.b") == Urls{"http://http://a.b"});
}

TEST_CASE("links that do not parse are left out") {
  CHECK(extract_urls("http://. https:// http://a%zz http://a.b:99999 http://256.1.1.1 http://!!!")
            .empty());
}

TEST_CASE("each link is listed once, in the order of first appearance") {
  CHECK(extract_urls("https://b.c, https://dup.com, https://a.b, https://dup.com.") ==
        Urls{"https://b.c", "https://dup.com", "https://a.b"});
  CHECK(extract_urls("https://dup.com https://dup.com/") ==
        Urls{"https://dup.com", "https://dup.com/"});
}

TEST_CASE("a text full of links or of almost-links takes one pass") {
  std::string links;
  for (int i = 0; i < 5000; ++i) links += "http://h" + std::to_string(i) + " ";
  CHECK(extract_urls(links).size() == 5000);

  std::string almost;
  for (int i = 0; i < 100'000; ++i) almost += "http://";
  CHECK(extract_urls(almost).size() == 1);
  CHECK(extract_urls(std::string(1'000'000, ':')).empty());
}
