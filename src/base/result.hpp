#pragma once

#include <string>
#include <utility>
#include <variant>

namespace hotpin::base {

/// Why something failed. `code` is a short, stable, machine-readable word ("bad_model", "timeout");
/// `detail` is one plain sentence for a person that says what to do.
struct Error {
  std::string code;
  std::string detail;
};

/// A value or the reason why there is none. The method names follow std::expected, which g++ 12
/// lacks in C++20, so that it can be replaced later. Not thread-safe; a plain value.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(*-explicit-*)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  /// By value: a loop over a temporary result must not be left with a dead reference.
  T value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

struct Unit {};
/// For calls that give nothing back but may fail: `return ok();` is success.
using Status = Result<Unit>;
inline Status ok() { return Unit{}; }

}  // namespace hotpin::base
