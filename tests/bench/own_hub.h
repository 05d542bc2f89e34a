// A hub for a benchmark: the real binary in a process of its own, on an empty workspace in a
// temporary folder, without plugins and without request limits. Ended by a signal, with its data.
#pragma once

#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "tests/bench/load_client.h"

namespace perigee::bench {

class OwnHub {
 public:
  /// `program` is the binary; `durability` is full or normal. Returns when the hub is healthy.
  OwnHub(const std::string& program, const std::string& durability) {
    const auto begin = Clock::now();
    if (mkdtemp(folder_.data()) == nullptr) die("mkdtemp");
    std::filesystem::create_directory(folder_ + "/plugins");
    std::ofstream(folder_ + "/perigee.lua")
        << "return { store = { durability = \"" + durability +
               "\" }, limits = { requests = { enabled = false } } }\n";
    start(program);
    const std::string health = ask(port_, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    if (health.find("\"ok\"") == std::string::npos) die("the hub is not healthy");
    seconds_to_healthy_ = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  ~OwnHub() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }
  OwnHub(const OwnHub&) = delete;
  OwnHub& operator=(const OwnHub&) = delete;

  pid_t pid() const { return pid_; }
  int port() const { return port_; }
  const std::string& token() const { return token_; }
  double seconds_to_healthy() const { return seconds_to_healthy_; }
  /// Memory that the process holds now.
  double resident_mib() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

 private:
  void start(const std::string& program) {
    int output[2];
    if (pipe2(output, O_CLOEXEC) != 0) die("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(output[1], STDOUT_FILENO);
      dup2(open((folder_ + "/log").c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
      if (chdir(folder_.c_str()) != 0) die(folder_.c_str());
      execl(program.c_str(), program.c_str(), "run", "--json", "--listen", "127.0.0.1:0",
            "--plugins", "plugins", nullptr);
      die(program.c_str());
    }
    close(output[1]);
    std::string line;
    while (line.find('\n') == std::string::npos) {
      if (!read_some(output[0], line)) die("the hub did not start");
    }
    close(output[0]);
    port_ = static_cast<int>(parse_json(line)->find("port")->as_integer());
    std::ifstream file(folder_ + "/.perigee/server.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    token_ = parse_json(text)->find("auth_token")->as_string();
  }

  std::string folder_ = (std::filesystem::temp_directory_path() / "perigee-bench-XXXXXX").string();
  pid_t pid_ = 0;
  int port_ = 0;
  std::string token_;
  double seconds_to_healthy_ = 0;
};

}  // namespace perigee::bench
