#include "net/client/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <thread>

#include "base/diagnostics/faults.hpp"
#include "base/worker_pool.hpp"
#include "net/client/transfer.hpp"

namespace hotpin::net {
namespace {

/// Longest sleep when there is nothing to do; every post wakes the thread.
constexpr base::Duration kIdleWait = std::chrono::seconds(10);

struct MultiCleaner {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(const Options& options) : options_(options), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, options_.max_idle_connections);
    thread_ = std::thread([this] { run(); });
  }
  ~CurlClient() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_.get());
    thread_.join();
    for (const auto& [id, transfer] : transfers_) {
      curl_multi_remove_handle(multi_.get(), transfer->handle());
    }
  }
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;

  void post(base::Task task) override { post_after({}, std::move(task)); }
  void post_after(base::Duration delay, base::Task task) override {
    {
      const std::lock_guard lock(mutex_);
      tasks_.emplace(now() + delay, std::move(task));
    }
    curl_multi_wakeup(multi_.get());
  }
  base::TimePoint now() const override { return std::chrono::steady_clock::now(); }

  Id begin(ClientRequest request, std::shared_ptr<HttpExchange> exchange) override {
    const Id id = ++last_id_;
    auto transfer =
        std::make_unique<Transfer>(id, std::move(request), std::move(exchange),
                                   Transfer::Options{options_.ca_file, options_.connect_timeout,
                                                     options_.thread_name, options_.uses_proxy});
    curl_multi_add_handle(multi_.get(), transfer->handle());
    transfers_.emplace(id, std::move(transfer));
    return id;
  }

  void cancel(Id id) override {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    found->second->let_go();
    // libcurl must not lose a handle from inside one of its own callbacks.
    cancelled_.push_back(id);
  }

 private:
  void run() {
    base::set_thread_identity(options_.thread_name);
    while (run_due_tasks()) {
      drop_cancelled();
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      end_finished();
      drop_cancelled();
      const auto wait = std::chrono::ceil<std::chrono::milliseconds>(time_to_next_task());
      curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
    }
  }

  /// False when the client is stopping.
  bool run_due_tasks() {
    for (;;) {
      base::Task task;
      {
        const std::lock_guard lock(mutex_);
        if (stopping_) return false;
        if (tasks_.empty() || tasks_.begin()->first > now()) return true;
        task = std::move(tasks_.begin()->second);
        tasks_.erase(tasks_.begin());
      }
      base::guarded(options_.thread_name, task);
    }
  }

  base::Duration time_to_next_task() {
    const std::lock_guard lock(mutex_);
    if (stopping_) return {};
    if (tasks_.empty()) return kIdleWait;
    return std::clamp(tasks_.begin()->first - now(), base::Duration{}, kIdleWait);
  }

  void end_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      char* id = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &id);
      const CURLcode code = message->data.result;
      if (const auto transfer = remove(Transfer::id_of(id))) {
        base::guarded(options_.thread_name, [&] { transfer->end(code); });
      }
    }
  }

  void drop_cancelled() {
    for (const Id id : std::exchange(cancelled_, {})) remove(id);
  }

  std::unique_ptr<Transfer> remove(Id id) {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return nullptr;
    std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers_.erase(found);
    curl_multi_remove_handle(multi_.get(), transfer->handle());
    return transfer;
  }

  const Options options_;
  std::unique_ptr<CURLM, MultiCleaner> multi_;
  // The thread's own.
  std::map<Id, std::unique_ptr<Transfer>> transfers_;  // bounded by the engines' calls
  std::vector<Id> cancelled_;
  Id last_id_ = 0;
  // Everybody's.
  std::mutex mutex_;
  std::multimap<base::TimePoint, base::Task> tasks_;  // a few for each call
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

base::Result<std::unique_ptr<HttpClient>> HttpClient::create(const Options& options) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) return base::Error{"http_client", curl_easy_strerror(ready)};
  return std::unique_ptr<HttpClient>(std::make_unique<CurlClient>(options));
}

}  // namespace hotpin::net
