#include "client/talk_report.hpp"

#include <algorithm>
#include <iomanip>
#include <optional>
#include <ostream>
#include <string_view>

namespace hotpin::client {
namespace {

constexpr int kNameWidth = 36;
constexpr int kValueWidth = 9;

/// What a server says must not steer the terminal.
std::string printable(std::string_view text) {
  std::string shown(text);
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return shown;
}

std::string label(const TurnResult& turn, std::string_view name) {
  for (const auto& [key, value] : turn.labels) {
    if (key == name) return value;
  }
  return {};
}

/// Lengths and engine times are spans; every other "_ms" is a moment after the end of speech.
bool is_moment(std::string_view name) {
  return name.ends_with("_ms") && !name.ends_with("_compute_ms") && name != "audio_in_ms" &&
         name != "audio_out_ms";
}

void print_row(std::string_view name, double value, std::string_view unit, std::ostream& out) {
  std::string words = printable(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  out << "    " << std::left << std::setw(kNameWidth) << words << std::right << std::fixed
      << std::setprecision(unit.empty() ? 0 : 1) << std::setw(kValueWidth) << value
      << (unit.empty() ? "" : " ") << unit << '\n';
}

void print_figure(std::string_view name, double value, std::ostream& out) {
  constexpr std::string_view kMs = "_ms";
  if (name.ends_with(kMs)) {
    print_row(name.substr(0, name.size() - kMs.size()), value, "ms", out);
  } else {
    print_row(name, value, "", out);
  }
}

void print_here(std::string_view name, const std::optional<base::TimePoint>& at,
                base::TimePoint since, std::ostream& out) {
  if (at) print_row(name, base::to_ms(*at - since), "ms", out);
}

}  // namespace

void print_turn(const std::string& title, const TurnResult& turn, std::ostream& out) {
  const std::string fast = label(turn, "pace") == "at_once" ? " (sent at once)" : "";
  out << title << fast << '\n';
  if (turn.hit_limit) out << "  cut at the server's limit for one utterance\n";
  out << "  heard:    " << (turn.transcript.empty() ? "(no words)" : printable(turn.transcript))
      << "\n  answered: " << printable(turn.response) << '\n';
  if (!turn.error_message.empty()) {
    out << "  " << printable(turn.error_code) << ": " << printable(turn.error_message) << '\n';
  }
  out << "  after the end-of-speech signal, at the server:\n";
  for (const auto& [name, value] : turn.figures) {
    if (is_moment(name)) print_figure(name, value, out);
  }
  out << "  after the end-of-speech signal, here:\n";
  print_here("transcript received", turn.transcript_received, turn.end_of_speech_sent, out);
  print_here("first audible sample received", turn.first_audible_received, turn.end_of_speech_sent,
             out);
  print_here("the same after the last audio sent", turn.first_audible_received,
             turn.last_audio_sent, out);
  print_here("complete received", turn.completed, turn.end_of_speech_sent, out);
  out << "  work" << fast << ":\n";
  for (const auto& [name, value] : turn.figures) {
    if (!is_moment(name)) print_figure(name, value, out);
  }
}

}  // namespace hotpin::client
