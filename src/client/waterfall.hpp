#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hotpin::client {

/// How bars are drawn.
struct BarStyle {
  bool has_blocks = true;  ///< Unicode's eighths of a block, or '#'
  int width = 32;          ///< characters
};
/// Blocks where the locale's characters are UTF-8 and the terminal is not a dumb one.
BarStyle bar_style_of_terminal();

using Figures = std::vector<std::pair<std::string, double>>;

/// Where a turn's time went, from its ledger: a line for each stage up to the first audible sample,
/// its bar from where the stage before ended, and when it was reached, in milliseconds after the
/// end-of-speech signal. What was reached before that signal, or out of order, is a mark. `here`,
/// if known, is when the sample was heard at this end. Empty when the ledger has no stages. Pure.
std::string waterfall(const Figures& figures, std::optional<double> here_ms, const BarStyle& style);

std::optional<double> figure(const Figures& figures, const std::string& name);

/// Middle of what has come so far, at most the last 1000.
class RunningMedian {
 public:
  void add(double value);
  std::size_t count() const { return values_.size(); }
  double value() const;  ///< of at least one

 private:
  std::vector<double> values_;
};

}  // namespace hotpin::client
