#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hotpin::net {

/// An address of IPv4 or IPv6 as a value. An IPv4 address that came over a socket of both families
/// ("::ffff:192.0.2.1") is the IPv4 address.
class IpAddress {
 public:
  /// "192.0.2.1", "2001:db8::1", "[2001:db8::1]"; a zone ("%eth0") is left out.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  bool is_loopback() const;
  /// As it is usually written; never with a zone.
  std::string text() const;
  /// In network order; an IPv4 address in the last four behind ::ffff.
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  static IpAddress from_bytes(const std::array<std::uint8_t, 16>& bytes);
  static IpAddress from_v4(const std::array<std::uint8_t, 4>& bytes);

  bool operator==(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace hotpin::net
