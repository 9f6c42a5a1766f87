#include "session/jobs/job.hpp"

#include "base/log.hpp"
#include "protocol/public_error.hpp"

namespace hotpin::session {

void Job::fail(const base::Error& why, TurnMetrics::Failure what) {
  if (has_left_) return;
  base::log(base::LogLevel::warn, "job failed: " + why.code + ": " + why.detail);
  services().metrics->failed(what);
  const protocol::Failed told = protocol::public_failure(base::TurnId{}, why.code);
  end(base::Error{told.code, told.message});
}

}  // namespace hotpin::session
