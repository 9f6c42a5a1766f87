#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/names/ip_address.hpp"

namespace hotpin::net {

/// A set of addresses, written as a list of addresses, of ranges ("10.0.0.0/8") and of the words
/// `loopback`, `private` and `*`. A plain value, immutable once parsed.
class AddressRanges {
 public:
  /// The error names the entry and the right form.
  static base::Result<AddressRanges> parse(std::string_view list);

  bool holds(const IpAddress& address) const;
  bool is_empty() const { return ranges_.empty(); }

 private:
  struct Range {
    IpAddress begin;
    unsigned bits;  ///< of all 128
  };
  static base::Result<std::vector<Range>> read(std::string_view entry);

  std::vector<Range> ranges_;
};

}  // namespace hotpin::net
