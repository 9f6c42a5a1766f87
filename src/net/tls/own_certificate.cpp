#include "net/tls/own_certificate.hpp"

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "net/url.hpp"

namespace hotpin::net {
namespace {

constexpr long kDay = 24L * 3600;
constexpr long kValidDays = 820;  // Apple's systems take no certificate of more than 825
constexpr long kRenewDays = 30;
constexpr int kSerialBits = 120;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* what) const {
    Free(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using File = std::unique_ptr<std::FILE, Freed<std::fclose>>;

Certificate read_certificate(const std::string& path) {
  const File file(std::fopen(path.c_str(), "re"));
  return Certificate(file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
}

bool names_all(X509* certificate, const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [certificate](const std::string& name) {
    return is_address(name)
               ? X509_check_ip_asc(certificate, name.c_str(), 0) == 1
               : X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
  });
}

/// X509_cmp_time says 1 when the time is later than the other; 0 stands for a failure.
bool is_later(const ASN1_TIME* time, std::time_t than) { return X509_cmp_time(time, &than) > 0; }

bool is_still_good(const TlsFiles& files, const std::vector<std::string>& names, std::time_t now) {
  const Certificate certificate = read_certificate(files.certificate);
  if (!certificate || access(files.key.c_str(), R_OK) != 0) return false;
  return !is_later(X509_get0_notBefore(certificate.get()), now) &&
         is_later(X509_get0_notAfter(certificate.get()), now + kRenewDays * kDay) &&
         names_all(certificate.get(), names);
}

bool extend(X509* certificate, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  const bool is_added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return is_added;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += (list.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  return list;
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(BN_new());
  return BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

/// Null when OpenSSL cannot.
Certificate make_certificate(EVP_PKEY* key, const std::vector<std::string>& names,
                             std::time_t now) {
  constexpr long kVersion3 = 2;
  Certificate certificate(X509_new());
  X509* const it = certificate.get();
  X509_NAME* const subject = X509_get_subject_name(it);
  const auto* const common_name = reinterpret_cast<const unsigned char*>("Hotpin");
  const bool is_made =
      X509_set_version(it, kVersion3) == 1 && set_serial(it) &&
      X509_time_adj(X509_getm_notBefore(it), -kDay, &now) != nullptr &&
      X509_time_adj(X509_getm_notAfter(it), kValidDays * kDay, &now) != nullptr &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
      X509_set_issuer_name(it, subject) == 1 && X509_set_pubkey(it, key) == 1 &&
      extend(it, NID_basic_constraints, "critical,CA:FALSE") &&
      extend(it, NID_key_usage, "critical,digitalSignature") &&
      extend(it, NID_ext_key_usage, "serverAuth") &&
      extend(it, NID_subject_alt_name, alternative_names(names)) &&
      X509_sign(it, key, EVP_sha256()) > 0;
  if (!is_made) certificate.reset();
  return certificate;
}

std::string text_of(const ASN1_TIME* time) {
  const std::unique_ptr<BIO, Freed<BIO_free>> memory(BIO_new(BIO_s_mem()));
  char* text = nullptr;
  if (!memory || ASN1_TIME_print(memory.get(), time) != 1) return {};
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

/// Whole or not at all, and for nobody else's eyes.
template <typename Write>
bool write_file(const std::string& path, Write write) {
  const std::string fresh = path + ".new";
  const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  File file(fdopen(descriptor, "w"));
  const bool is_written = file && write(file.get()) && std::fflush(file.get()) == 0;
  return is_written && std::rename(fresh.c_str(), path.c_str()) == 0;
}

}  // namespace

TlsFiles own_certificate_files(const std::string& folder) {
  return {folder + "/tls-certificate.pem", folder + "/tls-key.pem"};
}

base::Status make_own_certificate(const TlsFiles& files, const std::vector<std::string>& names,
                                  std::time_t now) {
  if (is_still_good(files, names, now)) return base::ok();
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(files.certificate).parent_path(),
                                      ignored);
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = key ? make_certificate(key.get(), names, now) : nullptr;
  if (!certificate) return base::Error{"bad_certificate", "OpenSSL cannot make a certificate"};
  const bool is_kept = write_file(files.key,
                                  [&](std::FILE* file) {
                                    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr,
                                                                0, nullptr, nullptr) == 1;
                                  }) &&
                       write_file(files.certificate, [&](std::FILE* file) {
                         return PEM_write_X509(file, certificate.get()) == 1;
                       });
  if (is_kept) return base::ok();
  return base::Error{"bad_certificate", "the certificate cannot be kept as " + files.certificate +
                                            ": " + std::strerror(errno)};
}

std::string validity_fault(const std::string& certificate_path, std::time_t now) {
  const Certificate certificate = read_certificate(certificate_path);
  if (!certificate) return {};
  const ASN1_TIME* const begin = X509_get0_notBefore(certificate.get());
  const ASN1_TIME* const end = X509_get0_notAfter(certificate.get());
  if (is_later(begin, now)) return "is not valid before " + text_of(begin);
  return is_later(end, now) ? std::string() : "has not been valid since " + text_of(end);
}

std::string fingerprint(const std::string& certificate_path) {
  const Certificate certificate = read_certificate(certificate_path);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1)
    return {};
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    std::array<char, 4> hex{};
    std::snprintf(hex.data(), hex.size(), i == 0 ? "%02X" : ":%02X", digest[i]);
    text += hex.data();
  }
  return text;
}

}  // namespace hotpin::net
