#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace hotpin::app {

/// One line: "  model.gguf [######        ] 250/1000 MB, 1:30 left". `speed` is in bytes a second,
/// 0 while it is not known; without a total there is neither bar nor time.
std::string progress_line(const std::string& label, std::uint64_t done,
                          std::optional<std::uint64_t> total, double speed);

/// How far a download is: a bar on a terminal, else a line at its beginning and at each quarter.
class Progress {
 public:
  Progress(std::ostream& out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

  /// `done` bytes are there already.
  void begin(const std::string& label, std::uint64_t done, std::optional<std::uint64_t> total);
  void show(std::uint64_t done);
  /// Ends the line of the bar.
  void end(bool is_whole);
  /// A line of its own.
  void say(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;
  double speed(std::uint64_t done) const;

  std::ostream& out_;
  const bool is_terminal_;
  std::string label_;
  std::uint64_t first_ = 0;
  std::optional<std::uint64_t> total_;
  std::uint64_t quarter_ = 0;
  Clock::time_point began_;
  Clock::time_point shown_;
  bool is_open_ = false;
};

}  // namespace hotpin::app
