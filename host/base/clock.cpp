#include "host/base/clock.h"

namespace perigee {
namespace {

void put_digits(char* end, int value, int digits) {
  for (int i = 0; i < digits; ++i) {
    *--end = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

WallTime SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady_now() const {
  return std::chrono::steady_clock::now();
}

std::string format_time(WallTime time) {
  // By hand: this runs several times per message, and the library's formatter costs a microsecond.
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text = "0000-00-00T00:00:00.000Z";
  char* p = text.data();
  put_digits(p + 4, static_cast<int>(date.year()), 4);
  put_digits(p + 7, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  put_digits(p + 10, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  put_digits(p + 13, static_cast<int>(clock.hours().count()), 2);
  put_digits(p + 16, static_cast<int>(clock.minutes().count()), 2);
  put_digits(p + 19, static_cast<int>(clock.seconds().count()), 2);
  put_digits(p + 23, static_cast<int>(clock.subseconds().count()), 3);
  return text;
}

}  // namespace perigee
