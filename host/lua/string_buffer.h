// A string under construction inside a library function. Small results stay on the C stack, larger
// ones move into a userdata that the Lua stack holds, so an error may leave at any point without a
// destructor. Every byte is charged before it is copied.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "host/lua/weights.h"

struct lua_State;

namespace perigee::lua {

/// The longest string that a library function may build in this state: one allocation, header
/// included.
std::size_t longest_string(lua_State* L);

/// Raises "resulting string too large" when `bytes` is more than that.
void check_result_size(lua_State* L, std::size_t bytes);

/// The same for a string that a stock function will build: it works in a buffer whose size is a
/// power of two.
void check_stock_result_size(lua_State* L, std::size_t bytes);

class StringBuffer {
 public:
  /// Pushes one value onto the Lua stack, which must stay there until push_result().
  explicit StringBuffer(lua_State* L);
  StringBuffer(const StringBuffer&) = delete;
  StringBuffer& operator=(const StringBuffer&) = delete;

  /// Appends bytes; raises when the result gets too large or the run has expired.
  void append(std::string_view bytes) {
    uncharged_ += bytes.size() + weights::kAppendBytes;
    if (uncharged_ >= weights::kBlockWindow || bytes.size() > capacity_ - size_) {
      prepare(bytes.size());
    }
    if (!bytes.empty()) std::memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  /// Appends one byte, whose cost the caller has charged.
  void append(char byte) {
    if (size_ == capacity_) grow(size_ + 1);
    data_[size_++] = byte;
  }

  /// Appends `count` times the unit, with the separator in between.
  void append_repeated(std::string_view unit, std::size_t count, std::string_view separator);

  /// Pushes the string onto the Lua stack.
  void push_result();

 private:
  void prepare(std::size_t bytes);
  void grow(std::size_t needed);

  lua_State* const L_;
  const int slot_;
  std::array<char, 512> small_;
  char* data_;
  std::size_t size_ = 0;
  std::size_t capacity_;
  std::size_t uncharged_ = 0;
};

}  // namespace perigee::lua
