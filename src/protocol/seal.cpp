#include "protocol/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/base64.hpp"

namespace hotpin::protocol {

std::string Seal::seal(std::string_view text) const {
  return base::to_base64(text) + "." + base::to_base64(mark_of(text));
}

std::optional<std::string> Seal::open(std::string_view sealed) const {
  auto text = base::from_base64(sealed.substr(0, sealed.find('.')));
  if (!text) return std::nullopt;
  const std::string right = seal(*text);  // base64 has several forms of the same bytes
  const bool is_ours = sealed.size() == right.size() &&
                       CRYPTO_memcmp(sealed.data(), right.data(), right.size()) == 0;
  return is_ours ? text : std::nullopt;
}

std::string Seal::mark_of(std::string_view text) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mark{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mark.data(), &size);
  return {reinterpret_cast<const char*>(mark.data()), size};
}

}  // namespace hotpin::protocol
