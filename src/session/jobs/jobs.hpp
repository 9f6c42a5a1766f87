#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>

#include "base/executor.hpp"
#include "protocol/job.hpp"
#include "session/jobs/job.hpp"
#include "session/limits/account.hpp"
#include "session/link.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// The jobs of one connection. Owned by its endpoint; used on its executor only; engines' results
/// come back through the executor.
class Jobs {
 public:
  /// At once; what is more ends with kJobBusy.
  static constexpr std::size_t kMost = 4;
  /// Audio that waits for the recogniser, of all jobs: above the first the client is not to be read
  /// from, until it is below the second.
  static constexpr double kMostWaitingMs = 10'000;
  static constexpr double kGoOnMs = 5'000;

  /// True: the client is not to be read from. False: now it is again. Called when that changes,
  /// also inside on_request(), and not after stop(). Must not destroy the jobs.
  using OnFull = std::function<void(bool is_full)>;

  Jobs(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
       std::shared_ptr<base::Executor> executor, std::shared_ptr<const Account> account,
       OnFull on_full = {});
  ~Jobs() { stop(); }
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  void on_request(protocol::JobRequest request);
  bool is_running(protocol::JobId id) const { return jobs_.contains(id); }
  double waiting_ms() const;
  /// The client is gone: everything stops, nothing is reported any more.
  void stop();
  /// Expires when nothing is under way. With each first job there is another.
  std::weak_ptr<void> work() const { return work_; }

 private:
  struct Running {
    std::shared_ptr<Job> job;
    std::shared_ptr<void> work;  // see work()
  };

  void take(protocol::JobId id, protocol::Transcribe request);
  void take(protocol::JobId id, protocol::Speak request);
  void take(protocol::JobId id, protocol::Answer request);
  void take(protocol::JobId id, protocol::KeepPicture request);
  void take(protocol::JobId id, const protocol::JobAudio& audio);
  void take(protocol::JobId id, const protocol::JobInputEnded&);
  void take(protocol::JobId id, const protocol::JobCancelled&);

  template <typename Kind, typename Request>
  void start(protocol::JobId id, Request request);
  void add(protocol::JobId id, std::shared_ptr<Job> job);
  base::Status take_turn() const;
  void refuse(protocol::JobId id, base::Error why);
  Job::Context context_for(protocol::JobId id);
  void report(protocol::JobId id, Job::Report what);
  std::shared_ptr<Job> find(protocol::JobId id) const;
  std::shared_ptr<Job> drop(protocol::JobId id);
  void tell_whether_full();

  const std::shared_ptr<const Services> services_;
  const std::shared_ptr<Link> link_;
  const std::shared_ptr<base::Executor> executor_;
  const std::shared_ptr<const Account> account_;  // null: its turns are not counted
  const OnFull on_full_;
  std::map<protocol::JobId, Running> jobs_;  // at most kMost
  std::weak_ptr<void> work_;
  bool is_full_ = false;
  bool is_stopped_ = false;
};

}  // namespace hotpin::session
