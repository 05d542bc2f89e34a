// A library of the system that is loaded when it is first needed, not with the program. For those
// that few commands use and that bring many others: each costs every start time and memory. The
// functions come with the types that the library's own headers give them.
#pragma once

#include <string>

#include "host/base/error.h"

namespace perigee {

///   Library library("libcurl.so.4", "libcurl4");
///   library.find(functions.easy_init, "curl_easy_init");
///   if (auto loaded = library.finish(Code::ConnectionFailed); !loaded) …
class Library {
 public:
  /// Loads a file of the system's library folders for as long as the process lives. `package` is
  /// named when it is missing.
  Library(std::string file, std::string package);

  /// Sets a pointer to a function, to null when there is none of that name.
  template <class Function>
  void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(address(name));
  }

  /// The first thing that went wrong, under a code of the caller's.
  Result<void> finish(Code code) const;

 private:
  void* address(const char* name);

  std::string file_;
  std::string package_;
  void* handle_ = nullptr;
  std::string problem_;
};

}  // namespace perigee
