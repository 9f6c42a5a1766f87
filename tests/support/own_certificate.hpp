#pragma once

#include <string>

#include "support/child_program.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::tests {

/// A certificate for 127.0.0.1, made and signed by nobody but itself, in a folder of the test's.
class OwnCertificate {
 public:
  OwnCertificate() {
    ChildProgram({find_program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                  "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                  "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key(), "-out", path()})
        .wait();
  }
  static std::string missing() {
    return find_program("openssl").empty() ? "openssl is not installed" : "";
  }
  std::string path() const { return folder_.path() / "certificate.pem"; }
  std::string key() const { return folder_.path() / "key.pem"; }
  std::string folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
};

}  // namespace hotpin::tests
