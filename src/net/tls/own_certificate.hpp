#pragma once

#include <ctime>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/tls/identity.hpp"

namespace hotpin::net {

/// Where a certificate of our own making is kept in `folder`.
TlsFiles own_certificate_files(const std::string& folder);

/// Makes a certificate for `names` (host names and addresses) that nobody but itself signs, for
/// networks where nobody signs one. The one that is there is kept while it names them all, is valid
/// at `now` and has a month to go. Blocks for milliseconds.
base::Status make_own_certificate(const TlsFiles& files, const std::vector<std::string>& names,
                                  std::time_t now);

/// Why browsers will not take the certificate at `now`, as the end of a sentence; empty when it is
/// in its time or cannot be read.
std::string validity_fault(const std::string& certificate_path, std::time_t now);

/// SHA-256 of the certificate as browsers show it: "AB:CD:...". Empty when it cannot be read.
std::string fingerprint(const std::string& certificate_path);

}  // namespace hotpin::net
