#include "app/models/download/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <span>
#include <vector>

#include "base/ascii.hpp"

namespace hotpin::app {
namespace {

constexpr std::size_t kPieceBytes = 1024 * 1024;

class Sum {
 public:
  Sum() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), bytes.data(), &size);
    return base::to_hex(std::span(bytes).first(size));
  }

 private:
  struct Freed {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Freed> context_{EVP_MD_CTX_new()};
};

}  // namespace

std::string sha256_of(std::string_view text) {
  Sum sum;
  sum.add(text);
  return sum.hex();
}

base::Result<std::string> sha256_of_file(const std::filesystem::path& path,
                                         const std::function<bool()>& goes_on) {
  Sum sum;
  std::ifstream file(path, std::ios::binary);
  std::vector<char> piece(kPieceBytes);
  while (file) {
    if (!goes_on()) return base::Error{"stopped", "it was stopped"};
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    sum.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (!file.eof()) return base::Error{"failed", path.string() + " cannot be read"};
  return sum.hex();
}

}  // namespace hotpin::app
