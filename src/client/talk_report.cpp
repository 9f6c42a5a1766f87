#include "client/talk_report.hpp"

#include <algorithm>
#include <iomanip>
#include <optional>
#include <ostream>
#include <string_view>

#include "client/printable.hpp"
#include "client/view.hpp"

namespace hotpin::client {
namespace {

constexpr int kNameWidth = 36;
constexpr int kValueWidth = 9;

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

void print_texts(const TurnResult& turn, std::ostream& out) {
  if (turn.hit_limit) out << "  cut at the server's limit for one utterance\n";
  out << "  heard:    " << (turn.transcript.empty() ? "(no words)" : printable(turn.transcript))
      << "\n  answered: " << printable(turn.response) << '\n';
  if (turn.error_message.empty()) return;
  out << "  " << printable(turn.error_code) << ": " << printable(turn.error_message) << '\n';
}

void print_here(const TurnResult& turn, std::ostream& out) {
  out << "  after the end-of-speech signal, here:\n";
  print_here("transcript received", turn.transcript_received, turn.end_of_speech_sent, out);
  print_here("first audible sample received", turn.first_audible_received, turn.end_of_speech_sent,
             out);
  print_here("the same after the last audio sent", turn.first_audible_received,
             turn.last_audio_sent, out);
  print_here("complete received", turn.completed, turn.end_of_speech_sent, out);
}

class PersonPrinter final : public TurnPrinter {
 public:
  PersonPrinter(const BarStyle& bars, std::ostream& out) : bars_(bars), out_(out) {}

  void print(const std::string& title, const TurnResult& turn) override {
    const std::string fast = label(turn, "pace") == "at_once" ? " (sent at once)" : "";
    out_ << title << fast << '\n';
    print_texts(turn, out_);
    const std::string bars = waterfall(turn.figures, turn.response_latency_ms(), bars_);
    if (!bars.empty())
      out_ << "  where the time went, in ms after the end-of-speech signal:\n" << bars;
    print_here(turn, out_);
    out_ << "  work" << fast << ":\n";
    for (const auto& [name, value] : turn.figures) {
      if (!is_moment(name)) print_figure(name, value, out_);
    }
    if (const auto latency = turn.response_latency_ms()) latency_.add(*latency);
    if (latency_.count() > 1) {
      out_ << "  median of " << latency_.count() << " turns to the first audible sample:\n";
      print_row("", latency_.value(), "ms", out_);
    }
    out_ << std::flush;
  }
  void print_reply_file(const std::string& path) override {
    out_ << "  reply:    " << path << std::endl;
  }

 private:
  const BarStyle bars_;
  std::ostream& out_;
  RunningMedian latency_;
};

class JsonPrinter final : public TurnPrinter {
 public:
  explicit JsonPrinter(std::ostream& out) : view_(make_json_view(out)) {}

  void print(const std::string& title, const TurnResult& turn) override {
    using Kind = Event::Kind;
    ++number_;
    view_->show({.kind = Kind::note, .turn = number_, .text = title});
    view_->show({.kind = Kind::heard, .turn = number_, .was_cut = turn.hit_limit});
    if (!turn.transcript.empty()) view_->show({Kind::transcript, number_, turn.transcript});
    for (const std::string& phrase : turn.phrases) view_->show({Kind::phrase, number_, phrase});
    if (!turn.error_message.empty()) {
      view_->show({Kind::error, number_, turn.error_message, turn.error_code});
    }
    view_->show({Kind::complete, number_, turn.response, turn.how});
    view_->show_latency(number_, {turn.figures, turn.labels}, turn.response_latency_ms());
  }
  void print_reply_file(const std::string& path) override {
    view_->show({.kind = Event::Kind::note, .turn = number_, .text = path});
  }

 private:
  std::unique_ptr<View> view_;
  int number_ = 0;
};

}  // namespace

std::unique_ptr<TurnPrinter> make_turn_printer(const BarStyle& bars, std::ostream& out) {
  return std::make_unique<PersonPrinter>(bars, out);
}

std::unique_ptr<TurnPrinter> make_json_printer(std::ostream& out) {
  return std::make_unique<JsonPrinter>(out);
}

}  // namespace hotpin::client
