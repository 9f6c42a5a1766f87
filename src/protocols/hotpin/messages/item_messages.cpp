#include "protocols/hotpin/messages/item_messages.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "protocols/hotpin/messages/json_members.hpp"

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;
using Kind = dialog::Item::Kind;
using MaybeEvent = base::Result<protocol::ClientEvent>;

constexpr std::size_t kMaxItemTextBytes = 16 * 1024;
constexpr double kMaxAudioMs = 24 * 3600 * 1000.0;
/// What a client may add; calls are the model's.
constexpr Kind kAddable[] = {Kind::system, Kind::user, Kind::assistant};

base::Error bad_item(std::string detail) { return {"bad_item", std::move(detail)}; }

std::optional<Kind> kind_named(std::string_view word) {
  for (const Kind kind : kAddable) {
    if (to_word(kind) == word) return kind;
  }
  return std::nullopt;
}

MaybeEvent added(const json::object& fields, std::string_view id) {
  const auto kind = kind_named(as_text(fields.if_contains("kind")));
  if (!kind) return bad_item("item.kind must be user, assistant or system.");
  const std::string_view text = base::trimmed(as_text(fields.if_contains("text")), " \t\r\n");
  if (text.empty() || text.size() > kMaxItemTextBytes) {
    return bad_item("item.text must be a string of 1 to 16384 bytes.");
  }
  return protocol::ClientEvent{
      protocol::ItemAdded{{.id = std::string(id), .kind = *kind, .text = std::string(text)}}};
}

MaybeEvent truncated(const json::object& fields, std::string_view id) {
  const json::value* value = fields.if_contains("ms");
  const double ms = value != nullptr && value->is_number() ? value->to_number<double>() : -1;
  if (!(ms >= 0 && ms <= kMaxAudioMs)) {
    return bad_item("item.ms must be a number of milliseconds from 0 to a day.");
  }
  return protocol::ClientEvent{protocol::ItemTruncated{std::string(id), ms}};
}

}  // namespace

MaybeEvent parse_item_message(const json::value& value) {
  const json::object* fields = value.if_object();
  if (fields == nullptr) return bad_item("item must be an object.");
  const std::string_view id = as_text(fields->if_contains("id"));
  const std::string_view wanted = as_text(fields->if_contains("do"));
  const bool may_lack_id = wanted == "add" && !fields->contains("id");
  if (!may_lack_id && !dialog::is_item_id(id)) {
    return bad_item("item.id must be 1 to 64 letters, digits, '_', '-' or '.'.");
  }
  if (wanted == "add") return added(*fields, id);
  if (wanted == "truncate") return truncated(*fields, id);
  if (wanted == "delete") return protocol::ClientEvent{protocol::ItemDeleted{std::string(id)}};
  if (wanted == "get") return protocol::ClientEvent{protocol::ItemAsked{std::string(id)}};
  return bad_item("item.do must be add, truncate, delete or get.");
}

std::string_view to_word(Kind kind) {
  switch (kind) {
    case Kind::system:
      return "system";
    case Kind::user:
      return "user";
    case Kind::assistant:
      return "assistant";
    case Kind::call:
      return "call";
    case Kind::output:
      return "output";
  }
  return "";
}

}  // namespace hotpin::protocols::hotpin
