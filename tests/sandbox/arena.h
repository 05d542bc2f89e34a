// Where attacks are carried out: each in a state of its own with small limits, on a thread with a
// small stack, while another plugin goes on with its work.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/sandbox/attack.h"

namespace perigee::sandbox {

/// What is wrong with the outcome of an attack; empty when the sandbox held.
using Complaints = std::vector<std::string>;

/// Carries an attack out and judges how it ended: its code and text, that it ended in time, that
/// the state is thrown away exactly when it must be, that the plugin's next run works, and that a
/// bystander's runs work meanwhile.
Complaints carry_out(const Attack& attack, const std::filesystem::path& room);

/// Runs per second of processor time of a bystander while it is alone, and while the attack is
/// carried out again and again on another thread.
struct Throughput {
  double alone = 0;
  double beside = 0;
};
Throughput measure_bystander(const Attack& attack, const std::filesystem::path& room,
                             std::chrono::milliseconds period);

}  // namespace perigee::sandbox
