#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "dialog/item.hpp"

namespace hotpin::store {

/// Bounds of what a store keeps; what is beyond is refused (kRefused).
inline constexpr std::size_t kMaxItems = 64;                 ///< a turn
inline constexpr std::size_t kMaxItemNameBytes = 256;        ///< also of a call's id; any bytes
inline constexpr std::size_t kMaxItemTextBytes = 1U << 20U;  ///< any bytes
inline constexpr std::size_t kMaxTurnBytes = 2U << 20U;      ///< all texts of a turn

using dialog::Item;

/// What is written, replaced, trimmed and removed at once: items in their order.
struct TurnRecord {
  TurnRecord() = default;
  /// The plain exchange: what a user said and what was heard of the answer. The ids of its two
  /// items follow from the key, so that they are the same wherever it is read.
  TurnRecord(std::string key, std::string user, std::string assistant);
  TurnRecord(std::string key, std::vector<Item> its_items);

  /// Whether it is no more than its key, user_text() and assistant_text().
  bool is_plain() const;
  /// The last user item's; empty when there is none.
  std::string user_text() const;
  /// All assistant items', with spaces between them.
  std::string assistant_text() const;
  /// What it holds, for bounds on many.
  std::size_t bytes() const;

  bool operator==(const TurnRecord&) const = default;

  std::string turn_key;  ///< unique within its session
  std::vector<Item> items;
};

/// kRefused when a bound is broken, there is no item, or two have one id.
base::Status check_turn(const TurnRecord& turn);

}  // namespace hotpin::store
