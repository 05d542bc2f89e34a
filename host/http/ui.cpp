#include "host/http/ui.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

namespace perigee::http {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNoStore = "no-store";
constexpr std::string_view kForever = "public, max-age=31536000, immutable";

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "application/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".eot", "application/vnd.ms-fontobject"},
}};

std::string_view type_of(std::string_view name) {
  const auto found =
      std::ranges::find_if(kTypes, [&](const auto& type) { return name.ends_with(type.first); });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

bool is_hash_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

/// Whether a name carries a hash of its content: a dot or dash, 8 characters or more, and a dot.
bool is_hashed(std::string_view name) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] != '.' && name[at] != '-') continue;
    std::size_t end = at + 1;
    while (end < name.size() && is_hash_character(name[end])) ++end;
    if (end - at > 8 && end < name.size() && name[end] == '.') return true;
  }
  return false;
}

Response not_found() {
  return text_response(404, "Not Found");
}

std::string cache_header(std::string_view value) {
  return "Cache-Control: " + std::string(value) + "\r\n";
}

}  // namespace

Result<void> Ui::load() {
  if (options_.ui_directory.empty()) return {};
  std::error_code error;
  for (fs::recursive_directory_iterator at(options_.ui_directory, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file()) continue;
    std::ifstream in(at->path(), std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    if (!in) return fail(Code::FileError, "cannot read " + at->path().string());
    files_[at->path().lexically_relative(options_.ui_directory).generic_string()] =
        std::move(content);
  }
  if (error) {
    return fail(Code::FileError, "cannot read the web UI in " + options_.ui_directory.string() +
                                     ": " + error.message());
  }
  return {};
}

Response Ui::get(std::string_view path) const {
  constexpr std::string_view kAssets = "/ui/assets";
  if (path == "/ui/bootstrap") return bootstrap();
  if (path == kAssets) return not_found();
  if (path.starts_with("/ui/assets/")) {
    const std::string name(path.substr(kAssets.size() + 1));
    return file(name, is_hashed(name) ? kForever : kNoStore);
  }
  if (path != "/ui" && !path.starts_with("/ui/")) return not_found();
  return file("index.html", kNoStore);
}

Response Ui::file(const std::string& name, std::string_view cache_control) const {
  const auto found = files_.find(name);
  if (found == files_.end()) return not_found();
  return {
      .body = found->second, .content_type = type_of(name), .headers = cache_header(cache_control)};
}

Response Ui::bootstrap() const {
  const bool bare_v6 = options_.host.find(':') != std::string::npos && options_.host[0] != '[';
  const std::string host = bare_v6 ? "[" + options_.host + "]" : options_.host;
  const std::string authority = host + ":" + std::to_string(options_.port);
  Response response = json_response(200, [&](JsonWriter& json) {
    json.member("baseUrl", "http://" + authority)
        .member("wsUrl", "ws://" + authority + "/ws")
        .member("authToken", options_.token.value_or(""))
        .member("buildVersion", "0.1.0");
  });
  response.content_type = "application/json; charset=utf-8";
  response.headers = cache_header(kNoStore);
  return response;
}

}  // namespace perigee::http
