#include <array>
#include <boost/json.hpp>
#include <ostream>

#include "client/view.hpp"

namespace hotpin::client {
namespace {

namespace json = boost::json;
using Kind = Event::Kind;

/// The name of a kind of event, and the key under which its text goes; none where it is for nobody.
struct Name {
  Kind kind;
  std::string_view word;
  std::string_view text_key = {};
};
constexpr auto kNames = std::to_array<Name>({{Kind::connected, "connected"},
                                             {Kind::lost, "lost", "message"},
                                             {Kind::talking, "talking"},
                                             {Kind::speech_started, "speech_started"},
                                             {Kind::speech_stopped, "speech_stopped"},
                                             {Kind::partial, "partial", "text"},
                                             {Kind::heard, "heard"},
                                             {Kind::transcript, "transcript", "text"},
                                             {Kind::phrase, "phrase", "text"},
                                             {Kind::hold, "hold"},
                                             {Kind::resume, "resume"},
                                             {Kind::interrupted, "interrupted", "heard_text"},
                                             {Kind::error, "error", "message"},
                                             {Kind::ledger, "ledger"},
                                             {Kind::complete, "complete", "response"},
                                             {Kind::note, "note", "message"},
                                             {Kind::ended, "ended"}});

/// {"event":…,"turn":…,…}
std::string to_json(const Event& event) {
  json::object fields;
  for (const Name& name : kNames) {
    if (name.kind != event.kind) continue;
    fields["event"] = name.word;
    if (event.turn != 0) fields["turn"] = event.turn;
    if (event.kind == Kind::error) fields["code"] = event.code;
    if (event.kind == Kind::complete) fields["how"] = event.code;
    if (event.was_cut) fields["ended_by"] = "limit";
    if (!name.text_key.empty()) fields[name.text_key] = event.text;
  }
  for (const auto& [name, value] : event.ledger.figures) fields[name] = value;
  for (const auto& [name, value] : event.ledger.labels) fields[name] = value;
  return json::serialize(fields);
}

class JsonView final : public View {
 public:
  explicit JsonView(std::ostream& out) : out_(out) {}

  void show(const Event& event) override {
    if (event.kind != Kind::word) out_ << to_json(event) << std::endl;
  }
  void show_latency(int turn, const Ledger& ledger, std::optional<double> here_ms) override {
    Event event{.kind = Kind::ledger, .turn = turn, .ledger = ledger};
    if (here_ms) event.ledger.figures.emplace_back("heard_here_ms", *here_ms);
    show(event);
  }

 private:
  std::ostream& out_;
};

}  // namespace

std::unique_ptr<View> make_json_view(std::ostream& out) { return std::make_unique<JsonView>(out); }

}  // namespace hotpin::client
