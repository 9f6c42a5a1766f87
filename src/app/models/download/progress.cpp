#include "app/models/download/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <utility>

namespace hotpin::app {
namespace {

constexpr std::size_t kBarWidth = 24;
constexpr std::size_t kLabelWidth = 36;
constexpr auto kRedraw = std::chrono::milliseconds(200);

/// The end of a name tells more than its beginning.
std::string short_label(const std::string& label) {
  if (label.size() <= kLabelWidth) return label;
  return "..." + label.substr(label.size() - kLabelWidth + 3);
}

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(std::min(seconds, 359999.0));
  std::ostringstream text;
  if (whole >= 3600) text << whole / 3600 << ":" << (whole / 60 % 60 < 10 ? "0" : "");
  text << whole / 60 % 60 << ":" << (whole % 60 < 10 ? "0" : "") << whole % 60;
  return text.str();
}

std::string megabytes(std::uint64_t bytes) {
  // Small files would all be 0.
  if (bytes >= 10'000'000 || bytes == 0) return std::to_string(bytes / 1'000'000);
  std::ostringstream text;
  text.precision(1);
  text << std::fixed << static_cast<double>(bytes) / 1e6;
  return text.str();
}

}  // namespace

std::string progress_line(const std::string& label, std::uint64_t done,
                          std::optional<std::uint64_t> total, double speed) {
  const std::string name = "  " + short_label(label);
  if (!total) return name + " " + megabytes(done) + " MB";
  const std::uint64_t all = std::max<std::uint64_t>(*total, 1);
  const std::uint64_t now = std::min(done, all);
  const auto filled =
      static_cast<std::size_t>(static_cast<double>(now) / static_cast<double>(all) * kBarWidth);
  std::string line = name + " [" + std::string(filled, '#') + std::string(kBarWidth - filled, ' ') +
                     "] " + megabytes(now) + "/" + megabytes(all) + " MB";
  if (speed > 0 && now < all)
    line += ", " + time_text(static_cast<double>(all - now) / speed) + " left";
  return line;
}

void Progress::begin(const std::string& label, std::uint64_t done,
                     std::optional<std::uint64_t> total) {
  label_ = label;
  first_ = done;
  total_ = total;
  quarter_ = 0;
  began_ = Clock::now();
  shown_ = {};
  is_open_ = true;
  if (is_terminal_) show(done);
  else out_ << progress_line(label, done, total, 0) << std::endl;
}

void Progress::show(std::uint64_t done) {
  if (!is_open_) return;
  if (is_terminal_) {
    if (Clock::now() - shown_ < kRedraw) return;
    shown_ = Clock::now();
    out_ << '\r' << progress_line(label_, done, total_, speed(done)) << "\x1b[K" << std::flush;
    return;
  }
  if (!total_ || *total_ == 0) return;
  const auto quarter =
      static_cast<std::uint64_t>(4.0 * static_cast<double>(done) / static_cast<double>(*total_));
  if (quarter <= quarter_ || quarter >= 4) return;
  quarter_ = quarter;
  out_ << progress_line(label_, done, total_, speed(done)) << std::endl;
}

void Progress::end(bool is_whole) {
  if (!std::exchange(is_open_, false)) return;
  if (is_terminal_ && is_whole) out_ << "\r  " << short_label(label_) << " done\x1b[K";
  if (is_terminal_) out_ << std::endl;
}

void Progress::say(const std::string& line) {
  end(false);
  out_ << line << std::endl;
}

double Progress::speed(std::uint64_t done) const {
  const std::chrono::duration<double> passed = Clock::now() - began_;
  const bool is_early = passed < std::chrono::seconds(2) || done <= first_;
  return is_early ? 0 : static_cast<double>(done - first_) / passed.count();
}

}  // namespace hotpin::app
