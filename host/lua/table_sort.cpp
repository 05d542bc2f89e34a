#include "host/lua/table_sort.h"

#include <lua.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "host/lua/fuel.h"
#include "host/lua/weights.h"

namespace perigee::lua {
namespace {

/// Sorts the table at stack index 1 by the function at index 2, or by `<` when that is nil.
/// Positions are Lua's; negative numbers are stack indices.
class Sorter {
 public:
  explicit Sorter(lua_State* L) : L_(L), ordered_(lua_isnil(L, 2) == 0) {}

  void sort(int size) {
    std::array<Range, 32> waiting;  // each is smaller than half of the one before
    std::size_t count = 0;
    const int levels = static_cast<int>(std::bit_width(static_cast<unsigned>(size)));
    Range range{1, size, 8 + 4 * levels};
    for (;;) {
      while (range.low < range.high) {
        const Range larger = split(range);
        if (larger.low < larger.high) waiting[count++] = larger;
      }
      if (count == 0) break;
      range = waiting[--count];
    }
    settle();
  }

 private:
  struct Range {
    int low;
    int high;
    int splits;  ///< how often it may still be split before it goes to the heap
  };

  void get(int position) { lua_rawgeti(L_, 1, position); }
  /// Pops the top of the stack into the table.
  void put(int position) { lua_rawseti(L_, 1, position); }

  void settle() {
    charge(L_, pending_);
    pending_ = 0;
  }

  [[noreturn]] void fail() {
    luaL_error(L_, "invalid order function for sorting");
    __builtin_unreachable();
  }

  bool less(int a, int b) {
    if (ordered_) {
      lua_pushvalue(L_, 2);
      lua_pushvalue(L_, a - 1);
      lua_pushvalue(L_, b - 2);
      lua_call(L_, 2, 1);
      charge(L_, weights::kCallback);
      const bool result = lua_toboolean(L_, -1) != 0;
      lua_pop(L_, 1);
      return result;
    }
    pending_ += weights::kCompared;
    const int type = lua_type(L_, a);
    if (type == LUA_TSTRING && lua_type(L_, b) == LUA_TSTRING) {
      pending_ += std::min(lua_objlen(L_, a), lua_objlen(L_, b)) / weights::kBlockBytes;
    }
    if (pending_ >= weights::kStepBatch) settle();
    const bool result = lua_lessthan(L_, a, b) != 0;
    if (type != LUA_TNUMBER && type != LUA_TSTRING) settle();  // it was a metamethod
    return result;
  }

  /// Swaps two elements if the second is less; returns whether it did.
  bool order(int first, int second) {
    get(first);
    get(second);
    if (!less(-1, -2)) {
      lua_pop(L_, 2);
      return false;
    }
    put(first);
    put(second);
    return true;
  }

  /// Splits a range in two: returns the larger part and leaves the smaller in `range`. Parts that
  /// are in order already are empty.
  Range split(Range& range) {
    constexpr Range kSorted{1, 0, 0};
    const auto [low, high, splits] = range;
    range = kSorted;
    if (splits == 0) {
      heap_sort(low, high - low + 1);
      return kSorted;
    }
    order(low, high);
    if (high - low == 1) return kSorted;
    const int middle = low + (high - low) / 2;
    if (!order(low, middle)) order(middle, high);
    if (high - low == 2) return kSorted;
    const int pivot = partition(low, middle, high);
    const Range left{low, pivot - 1, splits - 1};
    const Range right{pivot + 1, high, splits - 1};
    const bool left_is_smaller = pivot - low < high - pivot;
    range = left_is_smaller ? left : right;
    return left_is_smaller ? right : left;
  }

  /// Moves what is less than the middle element before it and the rest behind it; returns where it
  /// ends up. The elements at both ends are in place already and stop the search in between.
  int partition(int low, int middle, int high) {
    get(middle);
    lua_pushvalue(L_, -1);
    get(high - 1);
    put(middle);
    put(high - 1);
    int i = low;
    int j = high - 1;
    for (;;) {
      while (get(++i), less(-1, -2)) {
        if (i >= high) fail();
        lua_pop(L_, 1);
      }
      while (get(--j), less(-3, -1)) {
        if (j <= low) fail();
        lua_pop(L_, 1);
      }
      if (j < i) break;
      put(i);
      put(j);
    }
    lua_pop(L_, 3);
    get(high - 1);
    get(i);
    put(high - 1);
    put(i);
    return i;
  }

  void heap_sort(int low, int size) {
    for (int root = size / 2; root-- > 0;) sink(low, root, size);
    for (int end = size; end-- > 1;) {
      get(low);
      get(low + end);
      put(low);
      put(low + end);
      sink(low, 0, end);
    }
  }

  /// Restores the heap of `size` elements at `low` below `root`; the greatest is at its top.
  void sink(int low, int root, int size) {
    get(low + root);
    for (;;) {
      int child = 2 * root + 1;
      if (child >= size) break;
      get(low + child);
      if (child + 1 < size) {
        get(low + child + 1);
        if (less(-2, -1)) {
          lua_remove(L_, -2);
          ++child;
        } else {
          lua_pop(L_, 1);
        }
      }
      if (!less(-2, -1)) {
        lua_pop(L_, 1);
        break;
      }
      put(low + root);
      root = child;
    }
    put(low + root);
  }

  lua_State* const L_;
  const bool ordered_;
  std::uint64_t pending_ = 0;
};

}  // namespace

int table_sort(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const auto size = static_cast<int>(lua_objlen(L, 1));
  lua_settop(L, 2);
  if (!lua_isnil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  check_c_stack(L);
  Sorter(L).sort(size);
  return 0;
}

}  // namespace perigee::lua
