#include "net/names/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace hotpin::net {
namespace {

constexpr std::size_t kMappedBytes = 12;
constexpr std::array<std::uint8_t, kMappedBytes> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

IpAddress IpAddress::from_bytes(const std::array<std::uint8_t, 16>& bytes) {
  IpAddress address;
  address.bytes_ = bytes;
  return address;
}

IpAddress IpAddress::from_v4(const std::array<std::uint8_t, 4>& bytes) {
  IpAddress address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes_.begin());
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin() + kMappedBytes);
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    text = text.substr(1, text.size() - 2);
    if (text.find(':') == std::string_view::npos) return std::nullopt;
  }
  const bool has_colon = text.find(':') != std::string_view::npos;
  if (has_colon) text = text.substr(0, text.find('%'));
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) return std::nullopt;
  if (has_colon) {
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
    return from_bytes(bytes);
  }
  std::array<std::uint8_t, 4> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
  return from_v4(bytes);
}

bool IpAddress::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin()); }

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[kMappedBytes] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1,
                     [](std::uint8_t byte) { return byte == 0; }) &&
         bytes_.back() == 1;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (is_v4()) inet_ntop(AF_INET, bytes_.data() + kMappedBytes, written.data(), written.size());
  else inet_ntop(AF_INET6, bytes_.data(), written.data(), written.size());
  return written.data();
}

}  // namespace hotpin::net
