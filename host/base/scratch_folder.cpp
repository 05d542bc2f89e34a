#include "host/base/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace perigee {

Result<ScratchFolder> ScratchFolder::make(const std::filesystem::path& prefix) {
  std::string name = prefix.string() + "XXXXXX";
  if (::mkdtemp(name.data()) != nullptr) return ScratchFolder(name);
  return fail(Code::FileError, "cannot make a folder in " + prefix.parent_path().string() + ": " +
                                   std::strerror(errno));
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace perigee
