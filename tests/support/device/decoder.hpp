#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::tests::device {

/// Now, on two clocks in milliseconds: the device's own, which a test may let run faster, and the
/// server's, by which its promises are judged.
struct Now {
  double device_ms = 0;
  double real_ms = 0;
};

/// The device's decoder and loudspeaker: takes a turn's WAV file piece by piece and plays it in the
/// device's time. What it minds goes into `complaints`.
class Decoder {
 public:
  static constexpr std::size_t kBufferBytes = 320 * 1024;
  static constexpr double kHeaderLimitMs = 5'000;  ///< to a header, from the start
  static constexpr double kGapLimitMs = 10'000;    ///< without audio, behind the header
  static constexpr double kDryMs = 100;  ///< an empty buffer is the end then, if one was told

  explicit Decoder(std::vector<std::string>& complaints) : complaints_(complaints) {}

  void start(Now now);
  /// Takes what fits; the rest is to be tried again.
  std::size_t feed(std::string_view bytes, Now now);
  void end_of_stream() { is_end_told_ = true; }
  /// Plays up to `now`; true when that was the end of it.
  bool advance(Now now);

  bool is_running() const { return is_running_; }
  bool is_receiving() const { return is_running_ && received_ > 0; }
  std::size_t buffered_bytes() const { return static_cast<std::size_t>(level_); }
  std::size_t most_buffered_bytes() const { return most_buffered_; }
  double played_ms() const { return played_bytes_ / kBytesPerMs; }
  /// Of the last turn, without the header.
  const std::string& pcm() const { return pcm_; }

 private:
  static constexpr double kBytesPerMs = 32;  // 16 kHz, 16 bit, mono

  void parse_header();
  void play(Now now);

  std::vector<std::string>& complaints_;
  bool is_running_ = false;
  bool is_end_told_ = false;
  bool has_header_ = false;
  bool is_bad_ = false;
  std::string header_;
  std::string pcm_;
  std::uint32_t received_ = 0;  // wraps, as the device's does
  std::uint32_t data_bytes_ = 0;
  double level_ = 0;  // bytes in the buffer
  std::size_t most_buffered_ = 0;
  double played_bytes_ = 0;
  Now last_;         // played up to here
  Now dry_since_{};  // the buffer is empty, or no header has come, since
};

}  // namespace hotpin::tests::device
