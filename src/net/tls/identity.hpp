#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"

namespace boost::asio::ssl {
class context;
}

namespace hotpin::net {

/// What a server proves itself with over TLS: PEM files.
struct TlsFiles {
  std::string certificate;  ///< and those between it and a known authority
  std::string key;
};

/// The certificate in use. Shared by all connections; thread-safe.
class TlsIdentity {
 public:
  /// Errors are one line that says which file and why.
  static base::Result<std::shared_ptr<TlsIdentity>> load(TlsFiles files);
  /// Reads the files again, for the connections that come. On an error what was in use stays so.
  base::Status renew();
  std::shared_ptr<boost::asio::ssl::context> context() const;

 private:
  struct Token {};  // only load() makes one

 public:
  TlsIdentity(Token /*token*/, TlsFiles files) : files_(std::move(files)) {}

 private:
  const TlsFiles files_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace hotpin::net
