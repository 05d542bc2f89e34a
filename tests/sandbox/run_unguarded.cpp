// run_unguarded FILE…: runs attacks as most embedders would, in a stock interpreter with the safe
// libraries, the compiler off and a count hook that raises an error, and says how it went. Succeeds
// when that is what the head of the file says, so each defect that the sandbox closes is shown to
// be one.
//
//   crash     the process died
//   corrupts  something was written behind a block of memory
//   hang      it did not end
//   escape    it came back with what it wanted
//   error     an error of Lua, as it should be
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <lua.hpp>

#include "tests/sandbox/attack.h"

namespace {

using perigee::sandbox::Attack;

/// Instructions until the hook raises.
constexpr int kInstructions = 5'000'000;
/// Processor time after which it hangs: a hundred times what the instructions take.
constexpr rlim_t kSeconds = 2;
/// Spare room behind each block, which nobody may touch.
constexpr std::size_t kGuardBytes = 256;
constexpr int kGuardByte = 0xA5;

/// Exit codes of the child.
enum Ending : int { kEscape = 10, kError = 11, kCorrupts = 12 };

void check_guard(const void* block, std::size_t bytes) {
  const auto* guard = static_cast<const unsigned char*>(block) + bytes;
  if (!std::all_of(guard, guard + kGuardBytes, [](int byte) { return byte == kGuardByte; })) {
    _exit(kCorrupts);
  }
}

void* allocate(void*, void* block, std::size_t old_bytes, std::size_t new_bytes) {
  if (block != nullptr) check_guard(block, old_bytes);
  if (new_bytes == 0) {
    std::free(block);
    return nullptr;
  }
  auto* grown = static_cast<unsigned char*>(std::realloc(block, new_bytes + kGuardBytes));
  if (grown != nullptr) std::memset(grown + new_bytes, kGuardByte, kGuardBytes);
  return grown;
}

void out_of_fuel(lua_State* state, lua_Debug*) {
  luaL_error(state, "out of fuel");
}

int run(lua_State* state) {
  constexpr std::array kLibraries = {luaopen_base, luaopen_string, luaopen_table, luaopen_math};
  for (const lua_CFunction open : kLibraries) {
    lua_pushcfunction(state, open);
    lua_call(state, 0, 0);
  }
  luaJIT_setmode(state, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
  const auto* text = static_cast<const std::string*>(lua_touserdata(state, 1));
  if (luaL_loadbuffer(state, text->data(), text->size(), "@attack.lua") != 0) lua_error(state);
  lua_call(state, 0, 1);
  lua_sethook(state, out_of_fuel, LUA_MASKCOUNT, kInstructions);
  lua_call(state, 0, 1);
  return lua_toboolean(state, -1);
}

[[noreturn]] void run_child(const std::string& text) {
  const rlimit time = {kSeconds, kSeconds};
  setrlimit(RLIMIT_CPU, &time);
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  lua_State* state = lua_newstate(allocate, nullptr);
  const int status = lua_cpcall(
      state,
      [](lua_State* inside) {
        lua_pushboolean(inside, run(inside));
        lua_setglobal(inside, "came back");
        return 0;
      },
      const_cast<std::string*>(&text));
  lua_getglobal(state, "came back");
  const bool escaped = status == 0 && lua_toboolean(state, -1) != 0;
  lua_sethook(state, nullptr, 0, 0);
  lua_close(state);
  _exit(escaped ? kEscape : kError);
}

std::string outcome(const std::string& text) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) run_child(text);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? "hang" : "crash";
  }
  switch (WEXITSTATUS(status)) {
    case kEscape:
      return "escape";
    case kCorrupts:
      return "corrupts";
    default:
      return "error";
  }
}

bool try_one(const Attack& attack) {
  std::ifstream in(attack.file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::string ended = outcome(text);
  if (std::ranges::find(attack.unguarded, ended) != attack.unguarded.end()) return true;
  std::printf("%s: unguarded it ends with: %s\n", attack.file.c_str(), ended.c_str());
  return false;
}

}  // namespace

int main(int count, char** values) {
  bool as_said = count > 1;
  for (int i = 1; i < count; ++i) {
    const auto attack = perigee::sandbox::read_attack(values[i]);
    if (!attack) std::printf("%s\n", attack.error().describe().c_str());
    as_said = attack && try_one(*attack) && as_said;
  }
  return as_said ? 0 : 1;
}
