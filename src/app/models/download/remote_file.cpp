#include "app/models/download/remote_file.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"
#include "net/names/location.hpp"

namespace hotpin::app {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return is_whole ? std::optional(value) : std::nullopt;
}

/// Without the marks around it.
std::string bare(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return std::string(base::trimmed(etag, "\""));
}

bool is_commit(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Gathers what all heads on the way tell; of each the first.
class HeadSink final : public net::ResponseSink {
 public:
  explicit HeadSink(RemoteFile& file) : file_(file) {}

  bool on_head(const net::ResponseHead& head, const std::string& leads_to) override {
    status_ = head.status;
    if (!leads_to.empty()) was_led_away_ |= net::origin_of(leads_to) != net::origin_of(file_.url);
    if (leads_to.empty() && head.status / 100 != 2) return true;
    take_hub(head);
    if (leads_to.empty()) take_plain(head);
    // Where it lies is often open to GET alone, by a signed address.
    return leads_to.empty() || !was_led_away_ || !file_.bytes || file_.version.empty();
  }
  bool on_body(std::string_view /*piece*/) override { return false; }

  int status() const { return status_; }
  bool was_led_away() const { return was_led_away_; }

 private:
  void take_hub(const net::ResponseHead& head) {
    const std::string etag = bare(head.header("x-linked-etag"));
    if (file_.version.empty()) file_.version = etag;
    if (file_.sha256.empty()) file_.sha256 = sum_in(etag);
    if (!file_.bytes) file_.bytes = number(head.header("x-linked-size"));
    const std::string_view commit = head.header("x-repo-commit");
    if (file_.commit.empty() && is_commit(commit)) file_.commit = commit;
  }
  void take_plain(const net::ResponseHead& head) {
    if (file_.version.empty()) file_.version = bare(head.header("etag"));
    if (file_.version.empty()) file_.version = head.header("last-modified");
    if (!file_.bytes) file_.bytes = number(head.header("content-length"));
  }

  RemoteFile& file_;
  int status_ = 0;
  bool was_led_away_ = false;
};

bool knows_no_head(int status) { return status == 405 || status == 501 || status == 400; }

}  // namespace

bool is_checkable(const RemoteFile& file) { return !file.sha256.empty() || file.bytes; }

std::string sum_in(std::string_view etag) {
  const std::string sum = base::to_lower(bare(etag));
  const bool is_one =
      sum.size() == 64 && sum.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_one ? sum : std::string();
}

base::Result<RemoteFile> look_at(RemoteFile file, const Web& web) {
  HeadSink sink(file);
  const std::string host = net::host_of(file.url);
  const auto fetched = net::fetch_patiently(web.request("HEAD", file.url, file.token), sink);
  if (!fetched) return no_answer(fetched.error(), host);
  const int status = sink.status();
  const bool is_refused = status >= 400 && !knows_no_head(status) && !sink.was_led_away();
  if (is_refused) return refusal(status, host, file.name, !file.token.empty());
  return file;
}

}  // namespace hotpin::app
