#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/models/download/progress.hpp"
#include "base/result.hpp"
#include "net/blocking/patient_fetch.hpp"

namespace hotpin::app {

/// What every request of one `add` shares.
struct Web {
  std::string ca_file;
  Progress& progress;
  std::function<bool()> goes_on;  ///< false once it is to stop

  /// A request for `url` with these rules.
  net::PatientRequest request(std::string method, std::string url, std::string token) const;
};

/// A model that was brought.
struct Brought {
  std::filesystem::path path;
  /// What may be cut short, as neither sum nor length were told: of no use if it is no model.
  std::vector<std::filesystem::path> unchecked;
};

/// One line for an answer other than 2xx: who gave it and what to do. `what` is what was asked for,
/// by its name; the address may hold a secret and is not told. Code "http_401" and so on.
base::Error refusal(int status, const std::string& host, const std::string& what, bool has_token);

/// One line for no answer at all, of an error of fetch_patiently. The codes stay.
base::Error no_answer(const base::Error& error, const std::string& host);

/// Whether the file may be had later, or of a cache: there was no answer, or the server failed.
bool is_outage(const base::Error& error);

/// The whole of a short answer, of at most `max_bytes`. The error is one line.
struct Page {
  net::ResponseHead head;
  std::string body;
};
base::Result<Page> fetch_page(const Web& web, const std::string& url, const std::string& token,
                              const std::string& what, std::size_t max_bytes);

}  // namespace hotpin::app
