#include "store/turn_record.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "store/context_store.hpp"

namespace hotpin::store {
namespace {

constexpr std::string_view kUserEnding = ".u";
constexpr std::string_view kAssistantEnding = ".a";

/// FNV-1a: the same in every program and version.
std::string hashed(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return std::to_string(hash);
}

/// A key that makes no id, which no conversation has, is hashed.
std::string id_of(const std::string& turn_key, std::string_view ending) {
  std::string id = turn_key + std::string(ending);
  return dialog::is_item_id(id) ? id : hashed(turn_key) + std::string(ending);
}

Item user_item(const std::string& turn_key, std::string text) {
  return {id_of(turn_key, kUserEnding), Item::Kind::user, std::move(text)};
}

Item assistant_item(const std::string& turn_key, std::string text) {
  return {id_of(turn_key, kAssistantEnding), Item::Kind::assistant, std::move(text)};
}

base::Error refused(const std::string& why) { return {kRefused, "a turn " + why}; }

base::Status check_item(const Item& item) {
  if (!dialog::is_item_id(item.id)) return refused("has an item whose id cannot be kept");
  if (item.text.size() > kMaxItemTextBytes) return refused("has an item with too long a text");
  if (std::max(item.name.size(), item.call_id.size()) > kMaxItemNameBytes) {
    return refused("has a call with too long a name or id");
  }
  return base::ok();
}

}  // namespace

TurnRecord::TurnRecord(std::string key, std::string user, std::string assistant)
    : turn_key(std::move(key)),
      items{user_item(turn_key, std::move(user)), assistant_item(turn_key, std::move(assistant))} {}

TurnRecord::TurnRecord(std::string key, std::vector<Item> its_items)
    : turn_key(std::move(key)), items(std::move(its_items)) {}

bool TurnRecord::is_plain() const {
  return items.size() == 2 && items[0] == user_item(turn_key, items[0].text) &&
         items[1] == assistant_item(turn_key, items[1].text);
}

std::string TurnRecord::user_text() const {
  const auto last = std::find_if(items.rbegin(), items.rend(),
                                 [](const Item& item) { return item.kind == Item::Kind::user; });
  return last == items.rend() ? std::string{} : last->text;
}

std::string TurnRecord::assistant_text() const {
  std::string joined;
  for (const Item& item : items) {
    if (item.kind != Item::Kind::assistant) continue;
    if (!joined.empty() && !item.text.empty()) joined += ' ';
    joined += item.text;
  }
  return joined;
}

std::size_t TurnRecord::bytes() const {
  std::size_t all = turn_key.size();
  for (const Item& item : items) {
    all +=
        sizeof(Item) + item.id.size() + item.text.size() + item.name.size() + item.call_id.size();
  }
  return all;
}

base::Status check_turn(const TurnRecord& turn) {
  if (turn.items.empty() || turn.items.size() > kMaxItems) {
    return refused("has no item, or too many");
  }
  std::size_t texts = 0;
  std::set<std::string_view> ids;
  for (const Item& item : turn.items) {
    if (auto fits = check_item(item); !fits) return fits;
    if (!ids.insert(item.id).second) return refused("has two items of one id");
    texts += item.text.size();
  }
  return texts <= kMaxTurnBytes ? base::ok() : base::Status(refused("has too long texts"));
}

}  // namespace hotpin::store
