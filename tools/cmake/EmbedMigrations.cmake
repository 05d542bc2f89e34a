# Writes a C++ file with the text of every migration, so that the binary needs no files beside it.
# Called as a script: cmake -DFOLDER=… -DOUTPUT=… -P EmbedMigrations.cmake
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(entries "")
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  string(REGEX MATCH "^([0-9]+)_" _ ${name})
  math(EXPR number "${CMAKE_MATCH_1}")  # decimal: no octal surprise from leading zeros
  file(READ ${file} sql)
  string(APPEND entries "    Migration{${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from ${FOLDER}; do not edit.
#include <array>

#include \"host/store/migrations.h\"

namespace perigee::store {
namespace {
constexpr std::array kMigrations = {
${entries}};
}  // namespace

std::span<const Migration> core_migrations() { return kMigrations; }

}  // namespace perigee::store
")
