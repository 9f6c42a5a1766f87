#include "app/tls.hpp"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "app/config.hpp"
#include "app/network/network.hpp"
#include "base/log.hpp"
#include "net/server/http_server.hpp"
#include "net/tls/own_certificate.hpp"

namespace hotpin::app {
namespace {

base::Error bad_setting(const std::string& detail) { return {"bad_setting", detail}; }

bool has_own_files(const base::Settings& settings) {
  return !settings.is_given("HOTPIN_TLS_CERTIFICATE") && !settings.is_given("HOTPIN_TLS_KEY");
}

/// What browsers on the network may call this server.
std::vector<std::string> certificate_names(const base::Settings& settings) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  const auto known = known_names(settings);
  for (const std::string& name : known ? known->listed() : std::vector<std::string>{}) {
    if (!net::is_every_address(name) && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  for (const std::string& address : net::lan_addresses()) names.push_back(address);
  return names;
}

base::Status make_own(const base::Settings& settings, const net::TlsFiles& files) {
  return net::make_own_certificate(files, certificate_names(settings), std::time(nullptr));
}

}  // namespace

bool wants_tls(const base::Settings& settings) {
  return settings.flag("HOTPIN_TLS") || settings.integer("HOTPIN_TLS_PORT") != 0 ||
         !has_own_files(settings);
}

base::Result<net::TlsFiles> tls_files(const base::Settings& settings) {
  if (has_own_files(settings)) {
    const std::filesystem::path folder = state_folder(settings);
    if (folder.empty()) return bad_setting("HOTPIN_STATE_DIR is not set, and neither is HOME");
    return net::own_certificate_files(folder);
  }
  for (const char* name : {"HOTPIN_TLS_CERTIFICATE", "HOTPIN_TLS_KEY"}) {
    if (!settings.is_given(name))
      return bad_setting(std::string(name) + " is not set: a certificate and its key go together");
  }
  return net::TlsFiles{settings.text("HOTPIN_TLS_CERTIFICATE"), settings.text("HOTPIN_TLS_KEY")};
}

base::Result<net::TlsFiles> prepare_tls(const base::Settings& settings) {
  auto files = tls_files(settings);
  if (!files) return files;
  if (has_own_files(settings)) {
    if (const base::Status made = make_own(settings, *files); !made) return made.error();
  }
  const auto identity = net::TlsIdentity::load(*files);  // said now, not by each worker
  if (!identity) return identity.error();
  return files;
}

CertificateRenewal::CertificateRenewal(const base::Settings& settings) : settings_(settings) {
  if (!wants_tls(settings)) return;
  if (const auto files = tls_files(settings))
    watch_.emplace(std::vector<std::string>{files->certificate, files->key});
}

bool CertificateRenewal::is_due() {
  if (!watch_) return false;
  const auto files = tls_files(settings_);
  if (!files) return false;
  if (has_own_files(settings_)) {
    const base::Status made = make_own(settings_, *files);
    if (!made) tell(made.error().detail);
  }
  if (watch_->has_changed()) return can_be_read(*files);
  const std::string fault = net::validity_fault(files->certificate, std::time(nullptr));
  if (!fault.empty()) tell(files->certificate + " " + fault);
  return false;
}

bool CertificateRenewal::can_be_read(const net::TlsFiles& files) {
  const auto identity = net::TlsIdentity::load(files);
  if (!identity) {
    tell("it stays as it was: " + identity.error().detail);
    return false;
  }
  base::log(base::LogLevel::info, "certificate: it is read again, since its files have changed");
  told_.clear();
  return true;
}

void CertificateRenewal::tell(const std::string& fault) {
  if (fault != std::exchange(told_, fault))
    base::log(base::LogLevel::warn, "certificate: " + fault);
}

std::uint16_t https_port(std::span<const net::ListeningSocket> sockets) {
  const auto speaks_it = [](const net::ListeningSocket& socket) {
    return socket.speaks == net::ListeningSocket::Speaks::https ||
           socket.speaks == net::ListeningSocket::Speaks::either;
  };
  const auto found = std::find_if(sockets.begin(), sockets.end(), speaks_it);
  return found == sockets.end() ? 0 : found->port;
}

}  // namespace hotpin::app
