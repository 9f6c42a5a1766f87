#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hotpin::engines::sherpa {

/// Cuts an utterance into stretches that are recognised one by one, so that the end of speech costs
/// only the last: at pauses, and where there is none, at the quietest place before a stretch grows
/// too long for the recogniser. Keeps the stretch under way and no more. Pure; one per utterance.
class StretchCutter {
 public:
  /// All in samples of 16 kHz.
  static constexpr std::size_t kPause = 16 * 350;  ///< ends a stretch
  static constexpr std::size_t kLeastSpeech =
      16 * 1500;  ///< in a stretch that a pause ends: shorter ones lose context
  static constexpr std::size_t kMost =
      16 * 12'000;  ///< the recogniser's cost grows faster than the length
  static constexpr std::size_t kSearch =
      16 * 3000;  ///< of those, where the quietest place is looked for
  static constexpr std::size_t kLead =
      16 * 200;  ///< kept before speech: the detector is late on soft onsets
  static constexpr std::size_t kTail = 16 * 250;   ///< kept behind it
  static constexpr std::size_t kClick = 16 * 120;  ///< less speech than this is none

  struct Stretch {
    std::vector<std::int16_t> pcm;  ///< speech with its lead and tail
    std::size_t speech = 0;         ///< samples of windows that held speech
    std::size_t speech_end = 0;     ///< behind the last of them, from the utterance's beginning
  };

  /// The next window, always of one size, and whether it holds speech. Gives the stretch it ends.
  std::optional<Stretch> push(std::span<const std::int16_t> window, bool is_speech);
  /// The stretch under way as finish() would give it now, if it holds speech.
  std::optional<Stretch> open_stretch() const;
  /// The last stretch, if it holds speech.
  std::optional<Stretch> finish();
  /// Behind the last sample of speech, from the utterance's beginning; 0 for none.
  std::size_t speech_end() const { return speech_end_; }

 private:
  struct Window {
    bool is_speech = false;
    std::uint64_t energy = 0;
  };
  std::optional<Stretch> take(std::size_t windows);
  std::optional<Stretch> stretch_of(std::size_t windows) const;
  void drop(std::size_t windows);
  std::size_t quietest() const;
  void forget_lead();
  std::size_t samples(std::size_t windows) const { return windows * window_size_; }

  std::size_t window_size_ = 0;
  std::vector<std::int16_t> pcm_;  // of the stretch under way
  std::vector<Window> windows_;
  std::size_t speech_windows_ = 0;
  std::size_t quiet_windows_ = 0;  // since the last one with speech
  std::size_t seen_ = 0;           // samples of the whole utterance
  std::size_t speech_end_ = 0;
};

}  // namespace hotpin::engines::sherpa
