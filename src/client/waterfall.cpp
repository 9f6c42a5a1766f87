#include "client/waterfall.hpp"

#include <langinfo.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hotpin::client {
namespace {

/// In the order in which a turn passes them.
constexpr std::array<std::pair<const char*, const char*>, 5> kStages{
    {{"transcript_ms", "words"},
     {"first_token_ms", "first token"},
     {"first_phrase_ms", "first phrase"},
     {"first_audio_ms", "first audio"},
     {"first_audible_ms", "first audible"}}};
constexpr std::size_t kMaxMedian = 1000;
/// Longer pauses before the signal (a hand slow on the key) would squeeze what matters.
constexpr double kEarliestMs = -2000;

struct Row {
  std::string name;
  double begin_ms = 0;
  double end_ms = 0;
};

std::vector<Row> rows_of(const Figures& figures, std::optional<double> here_ms) {
  std::vector<Row> rows;
  double reached = 0;
  const auto last_speech = figure(figures, "last_speech_ms");
  if (last_speech && *last_speech < 0) {
    rows.push_back({"end of speech", *last_speech, 0});
  }
  for (const auto& [key, name] : kStages) {
    const auto at = figure(figures, key);
    if (!at) continue;
    rows.push_back({name, std::min(reached, *at), *at});
    reached = std::max(reached, *at);
  }
  if (here_ms) rows.push_back({"heard here", std::min(reached, *here_ms), *here_ms});
  return rows;
}

void append_eighths(std::string& bar, int eighths) {
  constexpr std::array<const char*, 8> kParts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  for (; eighths >= 8; eighths -= 8) bar += "█";
  bar += kParts.at(static_cast<std::size_t>(eighths));
}

/// At least a mark; always within the width.
std::string bar(double from, double to, const BarStyle& style) {
  const int cells = style.width;
  const int begin = std::clamp(static_cast<int>(from * cells), 0, cells - 1);
  std::string text(static_cast<std::size_t>(begin), ' ');
  if (style.has_blocks) {
    const int eighths = static_cast<int>(std::lround((to * cells - begin) * 8));
    append_eighths(text, std::clamp(eighths, 1, (cells - begin) * 8));
    const int used = begin + (std::clamp(eighths, 1, (cells - begin) * 8) + 7) / 8;
    return text + std::string(static_cast<std::size_t>(cells - used), ' ');
  }
  const int length = static_cast<int>(std::lround(to * cells)) - begin;
  text.append(static_cast<std::size_t>(std::clamp(length, 1, cells - begin)), '#');
  text.resize(static_cast<std::size_t>(cells), ' ');
  return text;
}

std::string line(const Row& row, double earliest, double span, const BarStyle& style) {
  const auto share = [&](double ms) { return std::clamp((ms - earliest) / span, 0.0, 1.0); };
  std::array<char, 64> name;
  std::snprintf(name.data(), name.size(), "    %-14s", row.name.c_str());
  std::array<char, 64> number;
  if (row.name == "end of speech") {
    std::snprintf(number.data(), number.size(), " %7.0f ms before", -row.begin_ms);
  } else {
    std::snprintf(number.data(), number.size(), " %7.0f ms", row.end_ms);
  }
  return name.data() + bar(share(row.begin_ms), share(row.end_ms), style) + number.data() + '\n';
}

}  // namespace

BarStyle bar_style_of_terminal() {
  const char* const kind = std::getenv("TERM");
  if (kind != nullptr && std::string_view(kind) == "dumb") return {.has_blocks = false};
  const locale_t locale = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return {.has_blocks = false};
  const std::string characters = nl_langinfo_l(CODESET, locale);
  freelocale(locale);
  return {.has_blocks = characters == "UTF-8"};
}

std::optional<double> figure(const Figures& figures, const std::string& name) {
  for (const auto& [key, value] : figures) {
    if (key == name && std::isfinite(value)) return value;
  }
  return std::nullopt;
}

std::string waterfall(const Figures& figures, std::optional<double> here_ms,
                      const BarStyle& style) {
  const std::vector<Row> rows = rows_of(figures, here_ms);
  double earliest = 0;
  double latest = 1;
  for (const Row& row : rows) {
    earliest = std::max(std::min(earliest, row.begin_ms), kEarliestMs);
    latest = std::max(latest, row.end_ms);
  }
  std::string text;
  for (const Row& row : rows) text += line(row, earliest, latest - earliest, style);
  return text;
}

void RunningMedian::add(double value) {
  if (values_.size() == kMaxMedian) values_.erase(values_.begin());
  values_.push_back(value);
}

double RunningMedian::value() const {
  std::vector<double> sorted = values_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  if (sorted.size() % 2 == 1) return *middle;
  return (*std::max_element(sorted.begin(), middle) + *middle) / 2;
}

}  // namespace hotpin::client
