#include "client/bench/report/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

namespace hotpin::client::bench {
namespace {

// The picture, in its own units.
constexpr double kWidth = 720;
constexpr double kHeight = 360;
constexpr double kLeft = 56;
constexpr double kRight = 20;
constexpr double kTop = 48;
constexpr double kBottom = 52;
constexpr int kLinesAcross = 8;
/// Told apart by people who do not see all colours (after Okabe and Ito).
constexpr std::array<const char*, 6> kColours = {"#0072b2", "#d55e00", "#009e73",
                                                 "#cc79a7", "#e69f00", "#56b4e9"};

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 512> line;
  std::snprintf(line.data(), line.size(), format, values...);
  return line.data();
}

/// The next of 1, 2, 5, 10, 20, 50 ... that is not below `value`.
double round_step(double value) {
  const double decade = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= value) return factor * decade;
  }
  return 10 * decade;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out;
}

struct Frame {
  double limit_ms = 1;
  double x(double ms) const { return kLeft + ms / limit_ms * (kWidth - kLeft - kRight); }
  static double y(double share) { return kHeight - kBottom - share * (kHeight - kTop - kBottom); }
};

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return formatted("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor) +
         escaped(text) + "</text>\n";
}

std::string grid(const Frame& frame, double step) {
  std::string svg = "<g stroke=\"#e3e6ea\">\n";
  for (double ms = 0; ms <= frame.limit_ms * 1.0001; ms += step) {
    svg += formatted("<path d=\"M%.1f %.1fV%.1f\"/>\n", frame.x(ms), Frame::y(0), Frame::y(1));
  }
  for (int share = 0; share <= 4; ++share) {
    svg +=
        formatted("<path d=\"M%.1f %.1fH%.1f\"/>\n", kLeft, Frame::y(share / 4.0), kWidth - kRight);
  }
  svg += "</g>\n";
  for (double ms = 0; ms <= frame.limit_ms * 1.0001; ms += step) {
    svg += text_at(frame.x(ms), kHeight - kBottom + 18, "middle", formatted("%g", ms));
  }
  for (int share = 0; share <= 4; ++share) {
    svg += text_at(kLeft - 8, Frame::y(share / 4.0) + 4, "end", formatted("%d %%", share * 25));
  }
  return svg;
}

/// Stairs: each answered turn lifts the line by its share of all turns.
std::string line_of(const Frame& frame, const std::vector<double>& sorted, const char* colour) {
  std::string path = formatted("M%.1f %.1f", frame.x(0), Frame::y(0));
  for (std::size_t i = 0; i < sorted.size() && std::isfinite(sorted[i]); ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(sorted.size());
    path += formatted("H%.1fV%.1f", frame.x(std::max(0.0, sorted[i])), Frame::y(share));
  }
  path += formatted("H%.1f", frame.x(frame.limit_ms));
  return "<path fill=\"none\" stroke-width=\"2\" stroke=\"" + std::string(colour) + "\" d=\"" +
         path + "\"/>\n";
}

std::map<int, std::vector<double>> sorted_by_tail(const Options& options, const RunResult& run) {
  std::map<int, std::vector<double>> lines;
  for (const TurnRecord& turn : run.turns) {
    const bool by_signal = options.turn_end == TurnEnd::signal;
    lines[turn.tail_ms].push_back(by_signal ? turn.since_signal_ms() : turn.since_speech_ms());
  }
  for (auto& [tail, values] : lines) std::sort(values.begin(), values.end());
  return lines;
}

std::string title_of(const Options& options) {
  const bool by_signal = options.turn_end == TurnEnd::signal;
  return (options.label.empty() ? "" : options.label + ": ") +
         std::string(by_signal ? "end-of-speech signal" : "last speech sample") +
         " to first audible sample, " + std::to_string(options.talkers()) + " talking";
}

}  // namespace

std::string run_as_svg(const Options& options, const RunResult& run) {
  const auto lines = sorted_by_tail(options, run);
  double longest_ms = 10;
  for (const auto& [tail, values] : lines) {
    for (const double value : values) {
      if (std::isfinite(value)) longest_ms = std::max(longest_ms, value);
    }
  }
  const double step = round_step(longest_ms / kLinesAcross);
  const Frame frame{std::ceil(longest_ms / step) * step};
  std::string svg = formatted(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" "
      "font-family=\"system-ui,sans-serif\" font-size=\"12\" fill=\"#444\">\n",
      kWidth, kHeight, kWidth, kHeight);
  svg += "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#fff\"/>\n";
  svg += text_at(kLeft, 26, "start", title_of(options));
  svg += grid(frame, step);
  svg += text_at((kLeft + kWidth - kRight) / 2, kHeight - 12, "middle", "ms; share of turns");
  std::size_t number = 0;
  for (const auto& [tail, values] : lines) {
    const char* colour = kColours[number % kColours.size()];
    svg += line_of(frame, values, colour);
    if (options.turn_end == TurnEnd::listen) continue;
    const double y = Frame::y(0) - 12 - 18 * static_cast<double>(number++);
    svg += formatted("<rect x=\"%.1f\" y=\"%.1f\" width=\"14\" height=\"3\" fill=\"%s\"/>\n",
                     kWidth - kRight - 110, y - 5, colour);
    svg += text_at(kWidth - kRight - 90, y, "start", formatted("tail %d ms", tail));
  }
  return svg + "</svg>\n";
}

}  // namespace hotpin::client::bench
