#include "app/models/download/web.hpp"

#include <utility>

#include "net/names/location.hpp"

namespace hotpin::app {
namespace {

class PageSink final : public net::ResponseSink {
 public:
  explicit PageSink(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  bool on_head(const net::ResponseHead& head, const std::string& /*leads_to*/) override {
    page_.head = head;
    return true;
  }
  bool on_body(std::string_view piece) override {
    is_too_long_ = page_.body.size() + piece.size() > max_bytes_;
    if (!is_too_long_) page_.body += piece;
    return !is_too_long_;
  }
  bool is_too_long() const { return is_too_long_; }
  Page take() { return std::move(page_); }

 private:
  const std::size_t max_bytes_;
  bool is_too_long_ = false;
  Page page_;
};

std::string unauthorized(const std::string& host, const std::string& what, bool has_token) {
  if (has_token) return host + " does not accept the token in HF_TOKEN for " + what;
  return host + " wants to know who asks for " + what +
         ": it is private, or needs consent, or is not there; set HF_TOKEN to a token that may "
         "read it";
}

std::string forbidden(const std::string& host, const std::string& what, bool has_token) {
  if (!has_token) return host + " does not give " + what + " to everybody; set HF_TOKEN";
  return host + " does not give " + what +
         " to the owner of HF_TOKEN: accept its terms on its page, or use another token";
}

}  // namespace

net::PatientRequest Web::request(std::string method, std::string url, std::string token) const {
  net::PatientRequest request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.token = std::move(token);
  request.headers = {{"User-Agent", "hotpin/" HOTPIN_VERSION}, {"Accept-Encoding", "identity"}};
  request.ca_file = ca_file;
  request.goes_on = goes_on;
  return request;
}

base::Error refusal(int status, const std::string& host, const std::string& what, bool has_token) {
  const std::string code = "http_" + std::to_string(status);
  if (status == 401) return {code, unauthorized(host, what, has_token)};
  if (status == 403) return {code, forbidden(host, what, has_token)};
  if (status == 404 || status == 410) return {code, host + " has no " + what};
  if (status == 429) return {code, host + " has had too many requests; try again later"};
  if (status >= 500) {
    return {code,
            host + " failed (" + std::to_string(status) + ") at " + what + "; try again later"};
  }
  return {code, host + " answered " + std::to_string(status) + " for " + what};
}

base::Error no_answer(const base::Error& error, const std::string& host) {
  const std::string network = "; is there a network? HTTPS_PROXY names a proxy";
  const std::string& code = error.code;
  if (code == "stopped") return error;
  if (code == "dns") return {code, host + " cannot be found" + network};
  if (code == "refused") return {code, host + " cannot be reached" + network};
  if (code == "connect_timeout") return {code, host + " did not answer in time" + network};
  if (code == "redirects") return {code, host + " leads astray: " + error.detail};
  if (code == "tls") {
    return {code, "no safe connection to " + host + ": " + error.detail +
                      "; HOTPIN_CA_FILE names certificates of your own"};
  }
  return {code, "the connection to " + host + " was lost: " + error.detail};
}

bool is_outage(const base::Error& error) {
  const std::string& code = error.code;
  return code == "dns" || code == "refused" || code == "connect_timeout" || code == "cut" ||
         code == "offline" || code == "tls" || code == "http_429" || code.starts_with("http_5");
}

base::Result<Page> fetch_page(const Web& web, const std::string& url, const std::string& token,
                              const std::string& what, std::size_t max_bytes) {
  PageSink sink(max_bytes);
  const std::string host = net::host_of(url);
  const auto fetched = net::fetch_patiently(web.request("GET", url, token), sink);
  if (!fetched) return no_answer(fetched.error(), host);
  if (sink.is_too_long()) return base::Error{"bad_answer", host + " told too much of " + what};
  Page page = sink.take();
  if (page.head.status / 100 != 2) return refusal(page.head.status, host, what, !token.empty());
  return page;
}

}  // namespace hotpin::app
