#include "host/http/server_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "host/base/json.h"

namespace perigee::http {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "server.json";

std::unexpected<Error> file_failure(const std::string& doing, const fs::path& path, int error) {
  return fail(Code::FileError, "cannot " + doing + " " + path.string() + ": " +
                                   std::generic_category().message(error));
}

std::string to_text(const ServerFile& file) {
  Value object;
  object.set("instance_id", file.instance_id);
  object.set("db_id", file.db_id);
  object.set("port", file.port);
  object.set("host", file.host);
  object.set("auth_token", file.auth_token);
  object.set("pid", file.pid);
  object.set("started_at", file.started_at);
  object.set("protocol_version", file.protocol_version);
  object.set("schema_version", file.schema_version);
  return indent_json(to_json(object)) + "\n";
}

/// Closes a descriptor and removes its file unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path)
      : path_(std::move(path)),
        fd_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}
  ~TemporaryFile() {
    if (fd_ >= 0) close(fd_);
    if (fd_ >= 0 && !renamed_) unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Each returns whether it worked; errno says why not.
  bool is_open() const { return fd_ >= 0; }
  bool write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = write(fd_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return fchmod(fd_, 0600) == 0 && fsync(fd_) == 0;
  }
  bool rename_to(const fs::path& target) {
    renamed_ = rename(path_.c_str(), target.c_str()) == 0;
    return renamed_;
  }

 private:
  fs::path path_;
  int fd_;
  bool renamed_ = false;
};

Result<void> make_directory(const fs::path& directory) {
  if (mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return file_failure("create", directory, errno);
}

}  // namespace

Result<void> write_server_file(const fs::path& directory, const ServerFile& file,
                               const RandomSource& random) {
  if (auto made = make_directory(directory); !made) return made;
  const fs::path target = directory / kName;
  TemporaryFile temporary(directory / (".server.json.tmp." + make_token(random, 8)));
  if (!temporary.is_open() || !temporary.write_all(to_text(file)) || !temporary.rename_to(target)) {
    return file_failure("write", target, errno);
  }
  struct stat status{};
  if (stat(target.c_str(), &status) != 0 || (status.st_mode & 0777) != 0600) {
    return fail(Code::FileError, target.string() + " does not keep its mode 0600",
                "put the data directory on a file system with permissions");
  }
  return {};
}

std::optional<ServerFile> read_server_file(const fs::path& directory) {
  std::ifstream in(directory / kName, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto parsed = parse_json(text);
  if (!parsed) return std::nullopt;
  ServerFile file{.instance_id = string_member(*parsed, "instance_id"),
                  .db_id = string_member(*parsed, "db_id"),
                  .port = 0,
                  .host = string_member(*parsed, "host"),
                  .auth_token = string_member(*parsed, "auth_token"),
                  .pid = integer_member(*parsed, "pid"),
                  .started_at = string_member(*parsed, "started_at"),
                  .protocol_version = string_member(*parsed, "protocol_version"),
                  .schema_version = static_cast<int>(integer_member(*parsed, "schema_version"))};
  const std::int64_t port = integer_member(*parsed, "port");
  if (port <= 0 || port > 65535) return std::nullopt;
  file.port = static_cast<int>(port);
  if (file.instance_id.empty() || file.db_id.empty() || file.auth_token.empty()) {
    return std::nullopt;
  }
  return file;
}

Result<void> remove_server_file(const fs::path& directory) {
  const fs::path path = directory / kName;
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return file_failure("remove", path, errno);
}

std::string reuse_or_make_token(const fs::path& directory, const RandomSource& random) {
  auto left_behind = read_server_file(directory);
  return left_behind ? std::move(left_behind->auth_token) : make_token(random);
}

}  // namespace perigee::http
