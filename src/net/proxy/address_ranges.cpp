#include "net/proxy/address_ranges.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "net/names/list.hpp"

namespace hotpin::net {
namespace {

constexpr unsigned kAllBits = 128;
constexpr unsigned kMappedBits = 96;  // that an IPv4 address has in front

struct Word {
  std::string_view name;
  std::string_view ranges;
};
constexpr std::string_view kLoopback = "127.0.0.0/8,::1";
/// RFC 1918, RFC 4193, and link-local addresses.
constexpr std::string_view kPrivate =
    "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,fc00::/7,fe80::/10";
constexpr std::string_view kEverybody = "0.0.0.0/0,::/0";
constexpr std::array<Word, 4> kWords{
    {{"loopback", kLoopback}, {"localhost", kLoopback}, {"private", kPrivate}, {"*", kEverybody}}};

std::optional<unsigned> read_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  return is_number && bits <= most ? std::optional(bits) : std::nullopt;
}

bool equal_in_front(const IpAddress& one, const IpAddress& other, unsigned bits) {
  const unsigned whole = bits / 8;
  const unsigned rest = bits % 8;
  if (!std::equal(one.bytes().begin(), one.bytes().begin() + whole, other.bytes().begin()))
    return false;
  return rest == 0 || ((one.bytes()[whole] ^ other.bytes()[whole]) >> (8 - rest)) == 0;
}

}  // namespace

base::Result<std::vector<AddressRanges::Range>> AddressRanges::read(std::string_view entry) {
  const std::string lower = base::to_lower(entry);
  for (const Word& word : kWords) {
    if (lower == word.name) return parse(word.ranges).value().ranges_;
  }
  const std::size_t slash = std::min(lower.find('/'), lower.size());
  const auto address = IpAddress::parse(std::string_view(lower).substr(0, slash));
  const unsigned in_front =
      address && address->is_v4() && lower.find(':') == std::string::npos ? kMappedBits : 0;
  auto bits = std::optional(kAllBits - in_front);
  if (slash < lower.size()) bits = read_bits(lower.substr(slash + 1), *bits);
  if (address && bits) return std::vector<Range>{{*address, *bits + in_front}};
  return base::Error{"bad_range",
                     "\"" + std::string(entry) +
                         "\" is no address; write addresses, ranges as 10.0.0.0/8, loopback or "
                         "private, comma-separated"};
}

base::Result<AddressRanges> AddressRanges::parse(std::string_view list) {
  AddressRanges all;
  for (const std::string& entry : split_list(list)) {
    const auto ranges = read(entry);
    if (!ranges) return ranges.error();
    all.ranges_.insert(all.ranges_.end(), ranges->begin(), ranges->end());
  }
  return all;
}

bool AddressRanges::holds(const IpAddress& address) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return range.begin.is_v4() == address.is_v4() &&
           equal_in_front(range.begin, address, range.bits);
  });
}

}  // namespace hotpin::net
