#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "client/waterfall.hpp"
#include "client/wire/event.hpp"

namespace hotpin::client {

/// Where a conversation is shown. Used from one thread.
class View {
 public:
  virtual ~View() = default;
  virtual void show(const Event& event) = 0;
  /// A turn's latency, behind everything else of it. `here_ms`: its first audible sample was heard
  /// here so long after the end of speech.
  virtual void show_latency(int turn, const Ledger& ledger, std::optional<double> here_ms) = 0;
};

/// One JSON object a line.
std::unique_ptr<View> make_json_view(std::ostream& out);

/// How text is shown to a person.
struct ScreenStyle {
  int columns = 0;  ///< of a terminal whose line may be written over; 0: lines follow each other
  bool has_colours = false;
  BarStyle bars;
};
/// What standard output, NO_COLOR, TERM and the locale allow.
ScreenStyle screen_style_of_terminal();
std::unique_ptr<View> make_screen(const ScreenStyle& style, std::ostream& out);

}  // namespace hotpin::client
