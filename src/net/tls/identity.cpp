#include "net/tls/identity.hpp"

#include <boost/asio/ssl/context.hpp>
#include <utility>

namespace hotpin::net {
namespace {

namespace ssl = boost::asio::ssl;
using Failure = boost::system::error_code;

base::Error bad_file(const std::string& path, const Failure& failure) {
  return {"bad_certificate", path + " cannot be used: " + failure.message()};
}

base::Result<std::shared_ptr<ssl::context>> make_context(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);  // idle ones cost little
  Failure failure;
  context->use_certificate_chain_file(files.certificate, failure);
  if (failure) return bad_file(files.certificate, failure);
  context->use_private_key_file(files.key, ssl::context::pem, failure);
  if (failure) return bad_file(files.key, failure);
  return context;
}

}  // namespace

base::Result<std::shared_ptr<TlsIdentity>> TlsIdentity::load(TlsFiles files) {
  auto identity = std::make_shared<TlsIdentity>(Token{}, std::move(files));
  if (const base::Status read = identity->renew(); !read) return read.error();
  return identity;
}

base::Status TlsIdentity::renew() {
  auto context = make_context(files_);
  if (!context) return context.error();
  const std::lock_guard lock(mutex_);
  context_ = std::move(*context);
  return base::ok();
}

std::shared_ptr<ssl::context> TlsIdentity::context() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

}  // namespace hotpin::net
