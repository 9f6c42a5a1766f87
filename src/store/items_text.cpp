#include "store/items_text.hpp"

#include <array>
#include <boost/json.hpp>
#include <optional>
#include <utility>

namespace hotpin::store {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<Item::Kind, const char*>, 5> kKinds{
    {{Item::Kind::system, "system"},
     {Item::Kind::user, "user"},
     {Item::Kind::assistant, "assistant"},
     {Item::Kind::call, "call"},
     {Item::Kind::output, "output"}}};

json::object to_json(const Item& item) {
  json::object fields{{"id", item.id}, {"text", item.text}};
  for (const auto& [kind, name] : kKinds) {
    if (kind == item.kind) fields["kind"] = name;
  }
  if (!item.name.empty()) fields["name"] = item.name;
  if (!item.call_id.empty()) fields["call_id"] = item.call_id;
  return fields;
}

/// False when the field is there and no text.
bool read_text(const json::object& fields, const char* name, std::string& text) {
  const json::value* const field = fields.if_contains(name);
  if (field == nullptr) return true;
  if (!field->is_string()) return false;
  text.assign(field->get_string().data(), field->get_string().size());
  return true;
}

std::optional<Item> item_from(const json::value& value) {
  const json::object* const fields = value.if_object();
  if (fields == nullptr) return std::nullopt;
  Item item;
  std::string kind_name;
  if (!read_text(*fields, "id", item.id) || !read_text(*fields, "kind", kind_name) ||
      !read_text(*fields, "text", item.text) || !read_text(*fields, "name", item.name) ||
      !read_text(*fields, "call_id", item.call_id)) {
    return std::nullopt;
  }
  for (const auto& [kind, name] : kKinds) {
    if (kind_name != name) continue;
    item.kind = kind;
    return item;
  }
  return std::nullopt;
}

std::optional<std::vector<Item>> items_from(std::string_view text) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  options.max_depth = 2;
  json::error_code error;
  const json::value value = json::parse(text, error, {}, options);
  const json::array* const values = error ? nullptr : value.if_array();
  if (values == nullptr) return std::nullopt;
  std::vector<Item> items;
  for (const json::value& each : *values) {
    auto item = item_from(each);
    if (!item) return std::nullopt;
    items.push_back(std::move(*item));
  }
  return items;
}

}  // namespace

std::string items_text(const TurnRecord& turn) {
  if (turn.is_plain()) return {};
  json::array values;
  for (const Item& item : turn.items) values.push_back(to_json(item));
  return json::serialize(values);
}

TurnRecord turn_of(std::string key, std::string user, std::string assistant,
                   std::string_view items) {
  auto read = items.empty() ? std::nullopt : items_from(items);
  if (read) {
    TurnRecord turn(key, std::move(*read));
    const bool belongs = turn.user_text() == user && turn.assistant_text() == assistant;
    if (belongs && check_turn(turn)) return turn;
  }
  return {std::move(key), std::move(user), std::move(assistant)};
}

}  // namespace hotpin::store
