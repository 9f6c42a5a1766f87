#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "net/listening_socket.hpp"
#include "net/tls/file_watch.hpp"
#include "net/tls/identity.hpp"

namespace hotpin::app {

/// Whether https is spoken, too.
bool wants_tls(const base::Settings& settings);

/// The certificate in use, as the settings name it, else the one of our own making in the state
/// folder. Errors are one line for the start.
base::Result<net::TlsFiles> tls_files(const base::Settings& settings);

/// The same files, made or made anew if they are our own and not good any more. For the supervisor:
/// one process makes what all read.
base::Result<net::TlsFiles> prepare_tls(const base::Settings& settings);

/// Looks after the certificate while the server runs: makes our own anew when its time is over,
/// when the machine's clock or addresses have changed, and notices a given one that was replaced.
/// For the supervisor's thread; refers to `settings`.
class CertificateRenewal {
 public:
  explicit CertificateRenewal(const base::Settings& settings);
  /// Whether the workers should read the files again; they can be read then. To be asked every so
  /// often. Blocks for milliseconds; logs a fault once.
  bool is_due();

 private:
  bool can_be_read(const net::TlsFiles& files);
  void tell(const std::string& fault);

  const base::Settings& settings_;
  std::optional<net::FileWatch> watch_;  // none: https is not spoken
  std::string told_;                     // the latest fault
};

/// Where `sockets` speak https; 0 for nowhere.
std::uint16_t https_port(std::span<const net::ListeningSocket> sockets);

}  // namespace hotpin::app
