#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string_view>

#include "client/live/terminal.hpp"
#include "client/printable.hpp"
#include "client/view.hpp"

namespace hotpin::client {
namespace {

using Kind = Event::Kind;

constexpr std::string_view kBold = "1";
constexpr std::string_view kDim = "2";
constexpr std::string_view kRed = "31";

/// The end of `text` that fits so many characters of a UTF-8 terminal.
std::string tail_of(const std::string& text, int columns) {
  std::size_t begin = text.size();
  int left = columns;
  for (std::size_t i = text.size(); i-- > 0 && left > 0;) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    begin = i;
    --left;
  }
  return text.substr(begin);
}

/// Lines of a conversation; on a terminal the last one is written over while words come.
class Screen final : public View {
 public:
  Screen(const ScreenStyle& style, std::ostream& out) : style_(style), out_(out) {}

  void show(const Event& event) override {
    switch (event.kind) {
      case Kind::talking:
      case Kind::speech_started:
        return passing("(listening)");
      case Kind::partial:
        return passing("  you: " + printable(event.text));
      case Kind::heard:
        return passing("  ...");
      case Kind::speech_stopped:
        return passing("");
      case Kind::transcript:
        return line(styled(kBold, "  you: ") + printable(event.text));
      case Kind::word:
        return word(printable(event.text));
      case Kind::hold:
        return passing(reply_is_open_ ? "" : "(waiting)");
      case Kind::interrupted:
        return line(styled(kDim, "  (interrupted)"));
      case Kind::error:
        return line(styled(kRed, "  " + printable(event.code) + ": ") + printable(event.text));
      case Kind::lost:
        return line(styled(kRed, "  connection lost: ") + printable(event.text) + "; trying again");
      case Kind::complete:
      case Kind::ended:
        return line("");
      case Kind::note:
        return line(event.text);
      default:
        return;
    }
  }

  void show_latency(int /*turn*/, const Ledger& ledger, std::optional<double> here_ms) override {
    const std::string bars = waterfall(ledger.figures, here_ms, style_.bars);
    if (bars.empty()) return;
    line("");
    out_ << styled(kDim, bars);
    if (const auto audible = figure(ledger.figures, "first_audible_ms")) tell_median(*audible);
    out_ << std::flush;
  }

 private:
  void tell_median(double audible_ms) {
    latency_.add(audible_ms);
    std::array<char, 96> text;
    std::snprintf(text.data(), text.size(),
                  "    median of %zu turn%s to the first sound: %.0f ms\n", latency_.count(),
                  latency_.count() == 1 ? "" : "s", latency_.value());
    out_ << styled(kDim, text.data());
  }

  std::string styled(std::string_view code, const std::string& text) const {
    if (!style_.has_colours) return text;
    return "\x1b[" + std::string(code) + "m" + text + "\x1b[0m";
  }

  /// Shown until the next line or passing text; only where it can be taken back.
  void passing(const std::string& text) {
    if (style_.columns == 0 || reply_is_open_) return;
    out_ << "\r\x1b[K" << tail_of(text, style_.columns - 1) << std::flush;
    has_passing_ = !text.empty();
  }

  void line(const std::string& text) {
    if (has_passing_) out_ << "\r\x1b[K";
    if (reply_is_open_) out_ << '\n';
    has_passing_ = reply_is_open_ = false;
    if (!text.empty()) out_ << text << '\n';
    out_ << std::flush;
  }

  void word(const std::string& text) {
    if (!reply_is_open_) {
      line("");
      out_ << styled(kBold, "  it:  ");
    } else {
      out_ << ' ';
    }
    out_ << text << std::flush;
    reply_is_open_ = true;
  }

  const ScreenStyle style_;
  std::ostream& out_;
  RunningMedian latency_;
  bool has_passing_ = false;
  bool reply_is_open_ = false;  ///< its line may go on
};

}  // namespace

ScreenStyle screen_style_of_terminal() {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const kind = std::getenv("TERM");
  const bool is_dumb = kind == nullptr || std::string_view(kind) == "dumb";
  const int columns = is_dumb ? 0 : terminal_columns();
  const bool wants_colours = no_colour == nullptr || *no_colour == '\0';
  return {columns, columns > 0 && wants_colours, bar_style_of_terminal()};
}

std::unique_ptr<View> make_screen(const ScreenStyle& style, std::ostream& out) {
  return std::make_unique<Screen>(style, out);
}

}  // namespace hotpin::client
