#include "net/proxy/proxy_protocol.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace hotpin::net {
namespace {

using State = ProxyHeader::State;

constexpr std::string_view kLine = "PROXY ";
constexpr std::size_t kMaxLineBytes = 107;
constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kFixedBytes = 16;
// Of version 2: the command in the low half of byte 12, the family in the high half of byte 13.
constexpr unsigned kVersion = 2;
constexpr unsigned kLocal = 0;
constexpr unsigned kProxied = 1;
constexpr unsigned kIpV4 = 1;
constexpr unsigned kIpV6 = 2;
constexpr unsigned kUnix = 3;
constexpr unsigned kTlvSsl = 0x20;
constexpr unsigned kClientUsedSsl = 1;

unsigned byte_at(std::string_view text, std::size_t place) {
  return static_cast<unsigned char>(text[place]);
}

/// Of a length in network order.
std::size_t length_at(std::string_view text, std::size_t place) {
  return byte_at(text, place) << 8U | byte_at(text, place + 1);
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port <= 65535;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t blank = line.find(' ');
    words.push_back(line.substr(0, blank));
    if (blank == std::string_view::npos) return words;
    line.remove_prefix(blank + 1);
  }
}

ProxyHeader read_line(std::string_view begin) {
  const std::size_t end = begin.substr(0, kMaxLineBytes).find("\r\n");
  if (end == std::string_view::npos)
    return {.state = begin.size() < kMaxLineBytes ? State::partial : State::broken};
  const ProxyHeader unknown{.state = State::whole, .bytes = end + 2};
  const std::vector<std::string_view> words = words_of(begin.substr(0, end));
  if (words[1] == "UNKNOWN") return unknown;
  if (words.size() != 6 || (words[1] != "TCP4" && words[1] != "TCP6"))
    return {.state = State::broken};
  const auto from = IpAddress::parse(words[2]);
  const auto to = IpAddress::parse(words[3]);
  const bool is_v6 = words[1] == "TCP6";
  const bool is_written_so = (words[2].find(':') != std::string_view::npos) == is_v6;
  if (!from || !to || !is_written_so || !is_port(words[4]) || !is_port(words[5]))
    return {.state = State::broken};
  return {.state = State::whole, .bytes = end + 2, .client = from};
}

/// Whether the additions behind the addresses tell that the client used TLS.
bool tells_of_tls(std::string_view additions) {
  while (additions.size() >= 3) {
    const std::size_t length = length_at(additions, 1);
    if (length > additions.size() - 3) return false;
    if (byte_at(additions, 0) == kTlvSsl && length >= 5)
      return (byte_at(additions, 3) & kClientUsedSsl) != 0;
    additions.remove_prefix(3 + length);
  }
  return false;
}

template <std::size_t size>
std::array<std::uint8_t, size> address_at(std::string_view text) {
  std::array<std::uint8_t, size> bytes{};
  std::copy_n(text.begin(), size, bytes.begin());
  return bytes;
}

ProxyHeader read_binary(std::string_view begin) {
  if (begin.size() < kFixedBytes) return {.state = State::partial};
  const unsigned command = byte_at(begin, 12) & 0xfU;
  const unsigned family = byte_at(begin, 13) >> 4U;
  const std::size_t length = length_at(begin, 14);
  if (byte_at(begin, 12) >> 4U != kVersion || command > kProxied || family > kUnix)
    return {.state = State::broken};
  if (begin.size() < kFixedBytes + length) return {.state = State::partial};
  ProxyHeader header{.state = State::whole, .bytes = kFixedBytes + length};
  const std::string_view rest = begin.substr(kFixedBytes, length);
  if (command == kLocal || (family != kIpV4 && family != kIpV6)) return header;
  const std::size_t addresses = family == kIpV4 ? 12 : 36;  // two addresses, two ports
  if (rest.size() < addresses) return {.state = State::broken};
  header.client = family == kIpV4 ? IpAddress::from_v4(address_at<4>(rest))
                                  : IpAddress::from_bytes(address_at<16>(rest));
  header.is_secure = tells_of_tls(rest.substr(addresses));
  return header;
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view begin) {
  if (begin.starts_with(kLine)) return read_line(begin);
  if (begin.starts_with(kSignature)) return read_binary(begin);
  const bool may_become_one = kLine.starts_with(begin) || kSignature.starts_with(begin);
  return {.state = may_become_one ? State::partial : State::absent};
}

}  // namespace hotpin::net
