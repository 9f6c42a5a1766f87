#include "net/blocking/patient_fetch.hpp"

#include <curl/curl.h>

#include <memory>
#include <utility>

#include "net/client/transfer.hpp"
#include "net/names/location.hpp"

namespace hotpin::net {
namespace {

constexpr int kMaxRedirects = 10;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// One answer on the way: hands it to the sink, unless it only leads elsewhere.
class Answer final : public HttpExchange {
 public:
  Answer(const std::string& url, ResponseSink& sink, const std::function<bool()>& goes_on)
      : url_(url), sink_(sink), goes_on_(goes_on) {}

  void on_head(const ResponseHead& head) override {
    if (is_redirect(head.status)) {
      auto location = resolve_location(url_, std::string(head.header("location")));
      if (!location) {
        fault_ = base::Error{"redirects", location.error().detail};
        is_done_ = true;
        return;
      }
      leads_to_ = std::move(*location);
    }
    is_wanted_ = sink_.on_head(head, leads_to_);
    // The body of a redirect is for people.
    is_done_ = !is_wanted_ || !leads_to_.empty();
  }
  void on_body(std::string_view piece) override {
    if (!is_done_ && !sink_.on_body(piece)) is_done_ = true;
  }
  void on_end(base::Status end) override { end_ = std::move(end); }

  /// libcurl's progress callback: other than 0 ends the transfer.
  static int is_over(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
    auto& answer = *static_cast<Answer*>(self);
    if (answer.is_done_) return 1;
    answer.is_stopped_ = answer.goes_on_ && !answer.goes_on_();
    return answer.is_stopped_ ? 1 : 0;
  }

  base::Status result() const {
    if (is_stopped_) return base::Error{"stopped", "it was stopped"};
    if (!fault_) return fault_;
    return is_done_ ? base::ok() : end_;
  }
  /// Empty: this was the last answer.
  std::string next() const { return is_wanted_ ? leads_to_ : std::string(); }

 private:
  const std::string url_;
  ResponseSink& sink_;
  const std::function<bool()>& goes_on_;
  std::string leads_to_;
  bool is_wanted_ = true;
  bool is_done_ = false;
  bool is_stopped_ = false;
  base::Status fault_ = base::ok();
  base::Status end_ = base::ok();
};

/// Gives where it leads on; empty at the end.
base::Result<std::string> ask(const PatientRequest& request, const std::string& url,
                              ResponseSink& sink) {
  ClientRequest one{request.method, url, request.headers, {}};
  if (!request.token.empty() && origin_of(url) == origin_of(request.url)) {
    one.headers.emplace_back("Authorization", "Bearer " + request.token);
  }
  const auto answer = std::make_shared<Answer>(url, sink, request.goes_on);
  Transfer transfer(0, std::move(one), answer,
                    {request.ca_file, request.connect_timeout, "download", true});
  CURL* const handle = transfer.handle();
  const auto silence = std::chrono::ceil<std::chrono::seconds>(request.silence);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(silence.count()));
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, Answer::is_over);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, answer.get());
  transfer.end(curl_easy_perform(handle));
  if (auto result = answer->result(); !result) return result.error();
  return answer->next();
}

}  // namespace

base::Status fetch_patiently(const PatientRequest& request, ResponseSink& sink) {
  std::string url = request.url;
  for (int redirects = 0; redirects <= kMaxRedirects; ++redirects) {
    auto next = ask(request, url, sink);
    if (!next) return next.error();
    if (next->empty()) return base::ok();
    url = std::move(*next);
  }
  return base::Error{"redirects", "it leads on and on, from one address to the next"};
}

}  // namespace hotpin::net
