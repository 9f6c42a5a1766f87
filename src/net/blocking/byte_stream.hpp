#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::net {

/// Where a stream leads.
struct StreamTarget {
  std::string host;  ///< name or address, an IPv6 one without brackets
  std::uint16_t port = 0;
  bool with_tls = false;  ///< the certificate must be good for `host`
  std::string ca_file;    ///< certificates to trust in place of the system's
};

/// A connection to another server for a thread that may wait: every call blocks, until `deadline`
/// at most. Never through a proxy. One thread at a time. Errors: "dns", "refused", "tls",
/// "timeout", "cut"; after one the stream is of no use any more.
class ByteStream {
 public:
  static base::Result<std::unique_ptr<ByteStream>> connect(const StreamTarget& target,
                                                           base::TimePoint deadline);
  virtual ~ByteStream() = default;
  virtual base::Status write(std::string_view bytes, base::TimePoint deadline) = 0;
  /// What has come, at least a byte and at most 16 KiB.
  virtual base::Result<std::string> read_some(base::TimePoint deadline) = 0;
};

}  // namespace hotpin::net
