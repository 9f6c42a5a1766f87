#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/shared_page.hpp"

namespace hotpin::base {

/// Where an exception can reach the bottom of a thread, or a C library's callback: the threads'
/// names. What is not among them is counted as "other".
inline constexpr std::array<std::string_view, 10> kFaultPlaces = {
    "stt", "tts", "judge", "llm", "store", "io", "stt-http", "tts-http", "llm-http", "other"};

/// The cell of the page that counts a place's faults.
std::string fault_cell(std::string_view place);

/// From here on faults are counted on `page`, which outlives all threads; before, only logged.
void count_faults_on(SharedPage& page);

/// Counts and logs the exception in flight: inside a catch block only. Never throws, whatever is
/// short. Thread-safe.
void note_fault(std::string_view place) noexcept;

/// The barrier below which no exception goes: what `work` throws, a library's exception or want of
/// memory, ends this work alone. False when it threw.
template <typename Work>
bool guarded(std::string_view place, Work&& work) noexcept {
  try {
    work();
    return true;
  } catch (...) {
    note_fault(place);
    return false;
  }
}

}  // namespace hotpin::base
