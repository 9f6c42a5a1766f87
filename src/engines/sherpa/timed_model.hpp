#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hotpin::engines::sherpa {

/// What to write in front of the bytes of an ONNX model and behind them.
struct Graft {
  std::string before;
  std::string behind;
};

/// A Piper voice works out how long each symbol lasts before it makes the sound, but keeps it to
/// itself. The graft makes a new first output: those lengths, in steps, and behind them the
/// samples. Nothing for a model without the one place where a voice of this kind rounds them up.
std::optional<Graft> lengths_graft(std::string_view model);

/// An output of such a model.
struct TimedOutput {
  std::span<const float> lengths;  ///< steps of each symbol, whole numbers from 1 on
  std::span<const float> samples;
  std::size_t step_samples = 0;  ///< of a step; the steps fill the samples
};
/// Nothing when `output` is not of that form. Samples are within ±1, so that the lengths end where
/// the first smaller value stands.
std::optional<TimedOutput> read_timed(std::span<const float> output);

}  // namespace hotpin::engines::sherpa
