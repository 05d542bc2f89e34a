#include "host/lua/heap.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace perigee::lua {
namespace {

std::size_t with_slack(std::size_t bytes) {
  return bytes >= limits::kSlackFrom ? bytes + limits::kSlackBytes : bytes;
}

}  // namespace

void* Heap::resize(void* block, std::size_t old_bytes, std::size_t new_bytes) {
  if (block == nullptr) old_bytes = 0;
  if (new_bytes == 0) {
    std::free(block);
    used_ -= old_bytes;
    count_blocks(old_bytes, 0);
    return nullptr;
  }
  if (new_bytes > old_bytes) return grow(block, old_bytes, new_bytes);
  used_ -= old_bytes - new_bytes;
  count_blocks(old_bytes, new_bytes);
  void* smaller = std::realloc(block, with_slack(new_bytes));
  return smaller != nullptr ? smaller : block;
}

void* Heap::grow(void* block, std::size_t old_bytes, std::size_t new_bytes) {
  const std::size_t growth = new_bytes - old_bytes;
  if (enforced_) {
    if (refusal_ != Refusal::None) return nullptr;
    if (new_bytes > limits_.allocation) return refuse(Refusal::Allocation, new_bytes);
    if (growth > limits_.hard || used_ > limits_.hard - growth || ++requests_ > limits_.requests) {
      return refuse(Refusal::Hard, new_bytes);
    }
    fuel_ += 1 + growth / limits::kAllocatedBytesPerFuel;
  }
  void* larger = std::realloc(block, with_slack(new_bytes));
  if (larger == nullptr) return refuse(Refusal::System, new_bytes);
  used_ += growth;
  count_blocks(old_bytes, new_bytes);
  peak_ = std::max(peak_, used_);
  return larger;
}

void* Heap::refuse(Refusal why, std::size_t bytes) {
  refusal_ = why;
  refused_bytes_ = bytes;
  return nullptr;
}

void Heap::count_blocks(std::size_t old_bytes, std::size_t new_bytes) {
  if (old_bytes < limits::kLargeBytes && new_bytes < limits::kLargeBytes) return;
  if (new_bytes >= limits::kLargeBytes) ++large_blocks_;
  if (old_bytes >= limits::kLargeBytes) --large_blocks_;
  if (new_bytes >= limits::kHugeBytes) ++huge_blocks_;
  if (old_bytes >= limits::kHugeBytes) --huge_blocks_;
}

void Heap::resize_outside(std::size_t old_bytes, std::size_t new_bytes) {
  used_ += new_bytes - old_bytes;  // both are unsigned, and so is the difference
  peak_ = std::max(peak_, used_);
  if (enforced_ && new_bytes > old_bytes && used_ > limits_.hard && refusal_ == Refusal::None) {
    refuse(Refusal::Hard, new_bytes - old_bytes);
  }
}

std::uint64_t Heap::take_fuel() {
  return std::exchange(fuel_, 0);
}

}  // namespace perigee::lua
