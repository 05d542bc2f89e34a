// The cases of differential.h: patterns grown from a grammar or thrown together from the characters
// that mean something, subjects over the same small alphabets.
#include <algorithm>
#include <array>
#include <string_view>

#include "tests/fuzz/differential.h"

namespace perigee::test {
namespace {

using namespace std::string_view_literals;

/// Bytes for subjects; the patterns of a case use the same ones.
constexpr std::array kAlphabets = {
    "ab"sv,
    "a"sv,
    "abc"sv,
    "aA1 _"sv,
    "a1,;"sv,
    "()ab"sv,
    "x=\"'<>/"sv,
    "a\0b"sv,
    "\0"sv,
    "\x80\xff\xe9"
    "a"sv,
    "%-[]^$.*"sv,
    "09azAZ!~\t\n\x7f"sv,
};

constexpr auto kNoise = "%%%%()()[[]]^$.*+-?abfbx12309adlswzAW \0"sv;

char pick(Dice& dice, std::string_view from) {
  return from[dice.roll(static_cast<std::uint32_t>(from.size()))];
}

std::string random_text(Dice& dice, std::string_view alphabet, std::uint32_t most) {
  std::string text(dice.roll(most + 1), '\0');
  for (char& c : text) c = pick(dice, alphabet);
  return text;
}

/// A byte as a pattern means it, mostly escaped where that is needed.
std::string literal(Dice& dice, std::string_view alphabet) {
  const char c = pick(dice, alphabet);
  const bool special = "^$()%.[]*+-?"sv.find(c) != std::string_view::npos;
  return special && !dice.one_in(8) ? std::string("%") + c : std::string(1, c);
}

std::string random_class(Dice& dice) {
  return std::string("%") + pick(dice, "acdglpsuwxzACDGLPSUWXZ"sv);
}

std::string random_set(Dice& dice, std::string_view alphabet) {
  std::string set = dice.one_in(3) ? "[^" : "[";
  if (dice.one_in(10)) set += "]";
  for (std::uint32_t i = dice.roll(4) + 1; i > 0; --i) {
    switch (dice.roll(5)) {
      case 0:
        set += random_class(dice);
        break;
      case 1:
        set += {pick(dice, alphabet), '-', pick(dice, alphabet)};
        break;
      case 2:
        set += std::string("%") + pick(dice, alphabet);
        break;
      default:
        set += pick(dice, alphabet);
    }
  }
  if (dice.one_in(12)) set += "-";
  return dice.one_in(60) ? set : set + "]";
}

std::string random_single(Dice& dice, std::string_view alphabet) {
  switch (dice.roll(8)) {
    case 0:
      return ".";
    case 1:
      return random_class(dice);
    case 2:
      return random_set(dice, alphabet);
    default:
      return literal(dice, alphabet);
  }
}

std::string random_item(Dice& dice, std::string_view alphabet) {
  switch (dice.roll(24)) {
    case 0:
      return "()";
    case 1:
      return "(";
    case 2:
      return ")";
    case 3:
      return std::string("%b") + pick(dice, alphabet) + pick(dice, alphabet);
    case 4:
      return "%f" + random_set(dice, alphabet);
    case 5:
      return std::string("%") + pick(dice, "0123456789"sv);
    case 6:
      return dice.one_in(6) ? "%" : "$";
    case 7:
    case 8:
    case 9:
      return "(" + random_single(dice, alphabet) + pick(dice, "+*-?"sv) + ")";
    case 10:
    case 11:
    case 12:
    case 13:
      return random_single(dice, alphabet) + pick(dice, "+*-?"sv);
    default:
      return random_single(dice, alphabet);
  }
}

/// Depth and the number of captures at their limits.
std::string deep_pattern(Dice& dice) {
  constexpr std::array kUnits = {"a?"sv, "()"sv, "(a?)"sv, "a-"sv, "b*"sv, "("sv, "b?"sv};
  const std::string_view unit = kUnits[dice.roll(kUnits.size())];
  const std::uint32_t around = unit.front() == '(' ? 30 : 195;
  std::string pattern;
  for (std::uint32_t i = around + dice.roll(8); i > 0; --i) pattern += unit;
  return pattern + (dice.one_in(2) ? "c" : "");
}

std::string random_pattern(Dice& dice, std::string_view alphabet) {
  std::string pattern = dice.one_in(6) ? "^" : "";
  if (dice.one_in(6)) {
    pattern += random_text(dice, kNoise, 10);
  } else {
    for (std::uint32_t i = dice.roll(7); i > 0; --i) pattern += random_item(dice, alphabet);
  }
  if (dice.one_in(6)) pattern += "$";
  return pattern;
}

/// The longest subject on which the stock matcher tries only so many ways. Every repeated item may
/// stop anywhere, so n items on s bytes have about s^n / n! ways.
std::uint32_t longest_subject(std::string_view pattern, std::uint32_t most) {
  const auto repeated = std::count_if(pattern.begin(), pattern.end(), [](char c) {
    return c == '*' || c == '+' || c == '-' || c == '?';
  });
  if (repeated <= 2) return most;
  if (repeated <= 4) return std::min(most, 16U);
  if (repeated <= 6) return std::min(most, 10U);
  return repeated <= 12 ? std::min(most, 6U) : std::min(most, 2U);
}

std::string random_replacement(Dice& dice) {
  return random_text(dice, "%%%%0123ab\0"sv, 6);
}

}  // namespace

PatternCase random_case(Dice& dice) {
  PatternCase test;
  const std::string_view alphabet = kAlphabets[dice.roll(kAlphabets.size())];
  test.pattern = dice.one_in(200) ? deep_pattern(dice) : random_pattern(dice, alphabet);
  test.subject = random_text(dice, alphabet, longest_subject(test.pattern, 40));
  test.function = static_cast<PatternCase::Function>(dice.roll(4));
  if (dice.one_in(4)) test.init = static_cast<int>(dice.roll(50)) - 15;
  test.plain = dice.one_in(16);
  if (test.function == PatternCase::Function::Gsub) {
    test.replacement = static_cast<PatternCase::Replacement>(dice.one_in(2) ? 0 : dice.roll(6));
    test.text = random_replacement(dice);
  }
  return test;
}

std::optional<PatternCase> case_from_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 4) return std::nullopt;
  PatternCase test;
  test.function = static_cast<PatternCase::Function>(bytes[0] % 4);
  test.replacement = static_cast<PatternCase::Replacement>(bytes[0] / 4 % 6);
  test.plain = bytes[0] >= 224;
  if (bytes[1] < 128) test.init = static_cast<int>(bytes[1]) - 64;
  const std::string_view rest(reinterpret_cast<const char*>(bytes.data()) + 3, bytes.size() - 3);
  test.pattern = rest.substr(0, bytes[2] % 64);
  test.subject = rest.substr(test.pattern.size());
  test.text = test.subject.substr(0, 5);
  if (test.subject.size() > longest_subject(test.pattern, 60)) return std::nullopt;
  return test;
}

}  // namespace perigee::test
