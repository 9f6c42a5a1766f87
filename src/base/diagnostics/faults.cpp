#include "base/diagnostics/faults.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <string>

#include "base/log.hpp"

namespace hotpin::base {
namespace {

std::array<std::atomic<SharedPage::Cell*>, kFaultPlaces.size()> g_cells{};

std::size_t index_of(std::string_view place) {
  const auto* const found = std::find(kFaultPlaces.begin(), kFaultPlaces.end() - 1, place);
  return static_cast<std::size_t>(found - kFaultPlaces.begin());
}

/// Of the exception in flight.
std::string what_of_current() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

}  // namespace

std::string fault_cell(std::string_view place) { return "fault." + std::string(place); }

void count_faults_on(SharedPage& page) {
  for (std::size_t i = 0; i < kFaultPlaces.size(); ++i) {
    g_cells[i] = &page.cell(fault_cell(kFaultPlaces[i]));
  }
}

void note_fault(std::string_view place) noexcept {
  if (SharedPage::Cell* const cell = g_cells[index_of(place)]) ++*cell;
  try {
    log(LogLevel::error,
        "a task on " + std::string(place) + " failed and is given up: " + what_of_current());
  } catch (...) {  // no memory for the line: it is counted all the same
  }
}

}  // namespace hotpin::base
