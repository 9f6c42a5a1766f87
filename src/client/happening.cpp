#include "client/happening.hpp"

#include <array>
#include <boost/json.hpp>
#include <optional>

#include "client/json_fields.hpp"

namespace hotpin::client {
namespace {

namespace json = boost::json;
using Kind = Happening::Kind;

struct Name {
  Kind kind;
  std::string_view word;  ///< in our JSON; of a message that says no more, also its `status`
};
constexpr auto kNames = std::to_array<Name>({{Kind::connected, "connected"},
                                             {Kind::lost, "lost"},
                                             {Kind::talking, "talking"},
                                             {Kind::speech_started, "speech_started"},
                                             {Kind::speech_stopped, "speech_stopped"},
                                             {Kind::partial, "partial"},
                                             {Kind::heard, "heard"},
                                             {Kind::transcript, "transcript"},
                                             {Kind::phrase, "phrase"},
                                             {Kind::word, "word"},
                                             {Kind::hold, "hold"},
                                             {Kind::resume, "resume"},
                                             {Kind::interrupted, "interrupted"},
                                             {Kind::error, "error"},
                                             {Kind::ledger, "ledger"},
                                             {Kind::complete, "complete"},
                                             {Kind::note, "note"},
                                             {Kind::ended, "ended"}});

Ledger ledger_of(const json::object& fields) {
  Ledger ledger;
  read_ledger(fields, ledger.figures, ledger.labels);
  return ledger;
}

std::optional<Happening> processing(const json::object& fields, int turn) {
  const std::string stage = text_of(fields, "stage");
  if (stage == "transcription") {
    return Happening{
        .kind = Kind::heard, .turn = turn, .was_cut = text_of(fields, "ended_by") == "limit"};
  }
  if (stage == "llm") return Happening{Kind::transcript, turn, text_of(fields, "transcript")};
  if (stage != "tts") return std::nullopt;
  return Happening{
      .kind = Kind::phrase, .turn = turn, .text = text_of(fields, "response"), .is_first = true};
}

std::optional<Happening> happening_of(const json::object& fields) {
  const std::string status = text_of(fields, "status");
  const int turn = turn_of(fields);
  if (status == "processing") return processing(fields, turn);
  if (status == "speaking") return Happening{Kind::phrase, turn, text_of(fields, "text")};
  for (const auto& [kind, word] : kNames) {
    if (word != status) continue;
    switch (kind) {
      case Kind::connected:
        return Happening{kind, 0, text_of(fields, "resume")};
      case Kind::speech_started:
      case Kind::speech_stopped:
      case Kind::hold:
      case Kind::resume:
        return Happening{kind, turn};
      case Kind::partial:
        return Happening{kind, turn, text_of(fields, "text")};
      case Kind::interrupted:
        return Happening{kind, turn, text_of(fields, "heard_text")};
      case Kind::error:
        return Happening{kind, turn, text_of(fields, "message"), text_of(fields, "code")};
      case Kind::ledger:
        return Happening{.kind = kind, .turn = turn, .ledger = ledger_of(fields)};
      case Kind::complete:
        return Happening{kind, turn, text_of(fields, "response"), text_of(fields, "how")};
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

/// The key under which a happening's text goes; empty where it has none for others.
std::string_view text_key(Kind kind) {
  switch (kind) {
    case Kind::partial:
    case Kind::transcript:
    case Kind::phrase:
    case Kind::word:
      return "text";
    case Kind::interrupted:
      return "heard_text";
    case Kind::complete:
      return "response";
    case Kind::error:
    case Kind::lost:
    case Kind::note:
      return "message";
    default:
      return {};
  }
}

}  // namespace

base::Result<std::optional<Happening>> happening_in(std::string_view message) {
  boost::system::error_code error;
  const json::value parsed = json::parse(json::string_view(message), error);
  const json::object* fields = parsed.if_object();
  if (error || fields == nullptr) return base::Error{"bad_reply", "the server sent bad JSON"};
  return happening_of(*fields);
}

std::string to_json(const Happening& happening) {
  json::object fields;
  for (const auto& [kind, word] : kNames) {
    if (kind == happening.kind) fields["event"] = word;
  }
  if (happening.turn != 0) fields["turn"] = happening.turn;
  if (happening.kind == Kind::error) fields["code"] = happening.code;
  if (happening.kind == Kind::complete) fields["how"] = happening.code;
  if (happening.was_cut) fields["ended_by"] = "limit";
  if (const auto key = text_key(happening.kind); !key.empty()) fields[key] = happening.text;
  for (const auto& [name, value] : happening.ledger.figures) fields[name] = value;
  for (const auto& [name, value] : happening.ledger.labels) fields[name] = value;
  return json::serialize(fields);
}

}  // namespace hotpin::client
