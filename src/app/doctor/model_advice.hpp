#pragma once

#include <cstdint>
#include <string>

#include "base/settings.hpp"

namespace hotpin::app {

/// The embedded language model that would answer, and what the machine has for it.
struct ModelChoice {
  bool is_embedded = false;        ///< else a service answers
  bool is_small = false;           ///< the one for demonstration
  bool is_good_here = false;       ///< the good one lies on this machine
  std::uint64_t model_bytes = 0;   ///< of the file that answers
  std::uint64_t memory_bytes = 0;  ///< to be had
};

/// One line that says what would be better, and how to get it; empty when all is well.
std::string model_advice(const ModelChoice& choice);

/// As a server with these settings would choose on this machine, now.
ModelChoice model_choice(const base::Settings& settings);

}  // namespace hotpin::app
