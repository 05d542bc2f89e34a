#include "host/base/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace perigee::metrics {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

void append_label_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

}  // namespace

Histogram::Histogram(std::initializer_list<double> bounds)
    : bounds_(bounds), counts_(bounds.size() + 1) {}

void Histogram::observe(double value) {
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
  std::vector<std::uint64_t> counts;
  for (const auto& count : counts_) counts.push_back(count.load(std::memory_order_relaxed));
  return counts;
}

Text& Text::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  return *this;
}

Text& Text::counter(std::string_view name, std::string_view help) {
  return family(name, "counter", help);
}

Text& Text::gauge(std::string_view name, std::string_view help) {
  return family(name, "gauge", help);
}

void Text::line(std::string_view suffix, Labels labels, std::string_view value) {
  text_.append(name_).append(suffix);
  char separator = '{';
  for (const auto& [label, content] : labels) {
    text_ += separator;
    text_.append(label).append("=\"");
    append_label_value(text_, content);
    text_ += '"';
    separator = ',';
  }
  if (separator == ',') text_ += '}';
  text_.append(" ").append(value).append("\n");
}

Text& Text::sample(double value, Labels labels) {
  line("", labels, number(value));
  return *this;
}

Text& Text::sample(std::uint64_t value, Labels labels) {
  line("", labels, std::to_string(value));
  return *this;
}

Text& Text::sample(std::int64_t value, Labels labels) {
  line("", labels, std::to_string(value));
  return *this;
}

Text& Text::histogram(std::string_view name, std::string_view help, const Histogram& histogram) {
  family(name, "histogram", help);
  const auto counts = histogram.counts();
  std::uint64_t up_to = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    up_to += counts[i];
    const bool is_last = i == histogram.bounds().size();
    const std::string bound = is_last ? "+Inf" : number(histogram.bounds()[i]);
    line("_bucket", {{"le", bound}}, std::to_string(up_to));
  }
  line("_sum", {}, number(histogram.sum()));
  line("_count", {}, std::to_string(up_to));
  return *this;
}

}  // namespace perigee::metrics
