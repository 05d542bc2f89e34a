#include "host/base/library.h"

#include <dlfcn.h>

namespace perigee {

Library::Library(std::string file, std::string package)
    : file_(std::move(file)),
      package_(std::move(package)),
      handle_(dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) problem_ = dlerror();
}

void* Library::address(const char* name) {
  if (handle_ == nullptr) return nullptr;
  void* found = dlsym(handle_, name);
  if (found == nullptr && problem_.empty()) problem_ = file_ + " has no " + name;
  return found;
}

Result<void> Library::finish(Code code) const {
  if (problem_.empty()) return {};
  return fail(code, "a library cannot be loaded: " + problem_,
              "install the package " + package_ + " of this system");
}

}  // namespace perigee
