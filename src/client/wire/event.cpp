#include "client/wire/event.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace hotpin::client {
namespace {

namespace json = boost::json;
using Kind = Event::Kind;

/// A message by its `status`, of "processing" by its `stage`; and under which keys its text and
/// code are.
struct Form {
  std::string_view status;
  std::string_view stage;
  Kind kind;
  std::string_view text_key = {};
  std::string_view code_key = {};
};
constexpr auto kForms = std::to_array<Form>({
    {"connected", "", Kind::connected, "resume"},
    {"speech_started", "", Kind::speech_started},
    {"speech_stopped", "", Kind::speech_stopped},
    {"partial", "", Kind::partial, "text"},
    {"processing", "transcription", Kind::heard},
    {"processing", "llm", Kind::transcript, "transcript"},
    {"processing", "tts", Kind::phrase, "response"},
    {"speaking", "", Kind::phrase, "text"},
    {"hold", "", Kind::hold},
    {"resume", "", Kind::resume},
    {"interrupted", "", Kind::interrupted, "heard_text"},
    {"error", "", Kind::error, "message", "code"},
    {"ledger", "", Kind::ledger},
    {"complete", "", Kind::complete, "response", "how"},
});

std::string text_of(const json::object& fields, std::string_view key) {
  const json::value* value = fields.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

int turn_of(const json::object& fields) {
  const json::value* value = fields.if_contains("turn");
  const auto* number = value == nullptr ? nullptr : value->if_int64();
  return number == nullptr ? 0 : static_cast<int>(*number);
}

Ledger ledger_of(const json::object& fields) {
  Ledger ledger;
  for (const json::key_value_pair& field : fields) {
    const std::string name(field.key().data(), field.key().size());
    if (name == "status" || name == "turn") continue;
    if (field.value().is_string()) {
      ledger.labels.emplace_back(name, text_of(fields, name));
    } else if (field.value().is_number()) {
      ledger.figures.emplace_back(name, field.value().to_number<double>());
    }
  }
  return ledger;
}

std::optional<Event> event_of(const json::object& fields) {
  const std::string status = text_of(fields, "status");
  const std::string stage = status == "processing" ? text_of(fields, "stage") : "";
  const auto is_it = [&](const Form& form) { return form.status == status && form.stage == stage; };
  const auto form = std::find_if(kForms.begin(), kForms.end(), is_it);
  if (form == kForms.end()) return std::nullopt;
  Event event{form->kind, turn_of(fields), text_of(fields, form->text_key),
              text_of(fields, form->code_key)};
  event.was_cut = event.kind == Kind::heard && text_of(fields, "ended_by") == "limit";
  event.is_first = stage == "tts";
  if (event.kind == Kind::ledger) event.ledger = ledger_of(fields);
  return event;
}

}  // namespace

base::Result<std::optional<Event>> parse_event(std::string_view message) {
  boost::system::error_code error;
  const json::value parsed = json::parse(json::string_view(message), error);
  const json::object* fields = parsed.if_object();
  if (error || fields == nullptr) return base::Error{"bad_reply", "the server sent bad JSON"};
  return event_of(*fields);
}

}  // namespace hotpin::client
