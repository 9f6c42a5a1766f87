#pragma once

#include <cstddef>
#include <string_view>

namespace hotpin::dialog {

struct Currency {
  std::string_view written;  ///< its signs and codes, parted by blanks; see find_currency()
  std::string_view one;
  std::string_view many;
  std::string_view small_one;  ///< its smallest coin; empty if it has none
  std::string_view small_many;
  std::size_t small_digits = 2;  ///< 3 where a thousand of them make one
  bool is_dotted = false;        ///< "50.000" is fifty thousand: nobody uses fractions of it
};

/// In front of the number or behind it.
enum class CurrencyPlace { front, behind };

/// A sign or code as it stands there. `needs_amount`: it is also another word ("PHP 8"), so that
/// the number has to look like a sum.
struct WrittenCurrency {
  const Currency* currency = nullptr;
  bool needs_amount = false;
};

/// `written` is "$", "USD", "kr", "zł". A null currency when it is none, or not in this place.
/// Pure; any thread.
WrittenCurrency find_currency(std::string_view written, CurrencyPlace place);

}  // namespace hotpin::dialog
