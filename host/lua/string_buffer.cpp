#include "host/lua/string_buffer.h"

#include <lua.hpp>

#include <algorithm>
#include <bit>
#include <type_traits>

#include "host/lua/core.h"
#include "host/lua/fuel.h"

namespace perigee::lua {
namespace {

constexpr std::size_t kHeader = 64;  // the largest is that of a userdata, 40

std::size_t largest_allocation(lua_State* L) {
  return Core::of(L).heap.limits().allocation;
}

int reserve_slot(lua_State* L) {
  luaL_checkstack(L, 4, "string too complex to build");
  lua_pushnil(L);
  return lua_gettop(L);
}

}  // namespace

std::size_t longest_string(lua_State* L) {
  return largest_allocation(L) - std::min(kHeader, largest_allocation(L));
}

void check_result_size(lua_State* L, std::size_t bytes) {
  const std::size_t longest = longest_string(L);
  if (bytes <= longest) return;
  luaL_error(L, "resulting string too large (more than %d bytes)", static_cast<int>(longest));
}

void check_stock_result_size(lua_State* L, std::size_t bytes) {
  check_result_size(L, bytes);
  const std::size_t buffer = std::bit_floor(largest_allocation(L));
  if (bytes <= buffer) return;
  luaL_error(L, "resulting string too large (more than %d bytes)", static_cast<int>(buffer));
}

static_assert(std::is_trivially_destructible_v<StringBuffer>);

StringBuffer::StringBuffer(lua_State* L)
    : L_(L), slot_(reserve_slot(L)), data_(small_.data()), capacity_(small_.size()) {}

/// Charges and makes room for so many bytes.
void StringBuffer::prepare(std::size_t bytes) {
  if (uncharged_ >= weights::kBlockWindow) {
    charge(L_, uncharged_ / weights::kBlockBytes);
    uncharged_ = 0;
  }
  if (bytes > capacity_ - size_) grow(size_ + bytes);
}

void StringBuffer::grow(std::size_t needed) {
  check_result_size(L_, needed);
  const std::size_t capacity = std::min(std::max(needed, 2 * capacity_), longest_string(L_));
  char* data = static_cast<char*>(lua_newuserdata(L_, capacity));
  charge(L_, size_ / weights::kBlockBytes);
  std::memcpy(data, data_, size_);
  lua_replace(L_, slot_);
  data_ = data;
  capacity_ = capacity;
}

void StringBuffer::append_repeated(std::string_view unit, std::size_t count,
                                   std::string_view separator) {
  const std::size_t period = unit.size() + separator.size();
  if (count == 0 || period == 0) return;
  // Divides, since the product may not fit.
  const std::size_t longest = longest_string(L_);
  if (count - 1 > longest / period) check_result_size(L_, longest + 1);
  const std::size_t begin = size_;
  const std::size_t end = begin + period * (count - 1) + unit.size();
  if (end > capacity_) grow(end);
  append(unit);
  if (count == 1) return;
  append(separator);
  while (size_ < end) {  // copies all whole periods that are there, which doubles them
    append({data_ + begin, std::min(size_ - begin, end - size_)});
  }
}

void StringBuffer::push_result() {
  charge(L_, (uncharged_ + size_) / weights::kBlockBytes + 1);
  lua_pushlstring(L_, data_, size_);
}

}  // namespace perigee::lua
