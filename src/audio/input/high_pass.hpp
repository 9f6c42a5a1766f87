#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::audio {

/// Takes a microphone's offset and rumble out of 16 kHz sound: Butterworth of the fourth order, 24
/// dB an octave below kCutoffHz, where no voice is. It sets in when there is something to take out
/// for a while, 80 to 400 ms behind an offset's beginning and 1.2 s behind rumble's, and stays:
/// until then samples are left bit by bit, since a recogniser's words for unclear speech change
/// with any change. Adds no delay. Owned by one connection.
class HighPass {
 public:
  static constexpr double kCutoffHz = 60;

  HighPass();
  /// Appends; in the samples' own scale.
  void process(std::span<const std::int16_t> in, std::vector<float>& out);
  /// The stream ends. The next one comes from the same microphone.
  void restart();
  bool is_on() const { return is_on_; }

 private:
  /// Two poles and two zeros, direct form II transposed.
  struct Section {
    double b0 = 0, a1 = 0, a2 = 0;  // b1 is -2 b0, b2 is b0
    double s1 = 0, s2 = 0;

    double step(double x) {
      const double y = b0 * x + s1;
      s1 = s2 - 2 * b0 * x - a1 * y;
      s2 = b0 * x - a2 * y;
      return y;
    }
    /// As if the input had always been `x`.
    void settle(double x) {
      s1 = -b0 * x;
      s2 = b0 * x;
    }
  };
  /// Of the samples of a while.
  struct Sums {
    double in = 0;
    double in_squared = 0;
    double out_squared = 0;

    void add(const Sums& other);
    bool is_offset(double count, double least, double share) const;
    bool is_rumble(double count) const;
  };
  /// How often an offset of one sign was seen, one time behind the other.
  struct InARow {
    unsigned count = 0;
    bool is_positive = false;

    void note(bool is_offset, bool positive);
  };
  static constexpr std::size_t kBlock = 320;  // 20 ms
  static constexpr std::size_t kBlocks = 10;

  void end_block();

  std::array<Section, 2> sections_;
  bool has_begun_ = false;
  bool is_on_ = false;
  Sums now_;
  std::size_t in_block_ = 0;
  std::array<Sums, kBlocks> lately_{};
  std::size_t blocks_ = 0;  // of the stream
  InARow block_offset_;
  InARow offset_;
  unsigned rumble_ = 0;
};

}  // namespace hotpin::audio
