#include "session/jobs/jobs.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "session/jobs/answer_job.hpp"
#include "session/jobs/keep_picture_job.hpp"
#include "session/jobs/speak_job.hpp"
#include "session/jobs/transcribe_job.hpp"

namespace hotpin::session {

Jobs::Jobs(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
           std::shared_ptr<base::Executor> executor, std::shared_ptr<const Account> account,
           OnFull on_full)
    : services_(std::move(services)),
      link_(std::move(link)),
      executor_(std::move(executor)),
      account_(std::move(account)),
      on_full_(std::move(on_full)) {}

void Jobs::on_request(protocol::JobRequest request) {
  if (is_stopped_) return;
  std::visit([&](auto& what) { take(request.id, std::move(what)); }, request.what);
}

double Jobs::waiting_ms() const {
  double ms = 0;
  for (const auto& [id, running] : jobs_) ms += running.job->waiting_ms();
  return ms;
}

void Jobs::stop() {
  is_stopped_ = true;
  for (const auto& [id, running] : jobs_) running.job->leave();
  jobs_.clear();
}

void Jobs::take(protocol::JobId id, protocol::Transcribe request) {
  start<TranscribeJob>(id, request);
}

void Jobs::take(protocol::JobId id, protocol::Speak request) {
  start<SpeakJob>(id, std::move(request));
}

void Jobs::take(protocol::JobId id, protocol::Answer request) {
  start<AnswerJob>(id, std::move(request));
}

void Jobs::take(protocol::JobId id, protocol::KeepPicture request) {
  start<KeepPictureJob>(id, std::move(request));
}

// Each holds the job, which may end in there.
void Jobs::take(protocol::JobId id, const protocol::JobAudio& audio) {
  if (const auto job = find(id)) job->hear(audio.pcm);
}

void Jobs::take(protocol::JobId id, const protocol::JobInputEnded&) {
  if (const auto job = find(id)) job->end_input();
}

void Jobs::take(protocol::JobId id, const protocol::JobCancelled&) {
  drop(id);
  tell_whether_full();
}

template <typename Kind, typename Request>
void Jobs::start(protocol::JobId id, Request request) {
  if (find(id)) {  // a report would be taken for the end of that one
    return base::log(base::LogLevel::warn, "a job has the number of one that is under way");
  }
  if (jobs_.size() >= kMost) {
    return refuse(id, {protocol::kJobBusy, "Too much is under way on this connection already."});
  }
  const auto job = std::make_shared<Kind>(context_for(id), std::move(request));
  if (const base::Status sound = job->check(); !sound) return refuse(id, sound.error());
  if constexpr (Kind::kIsTurn) {
    if (const base::Status counted = take_turn(); !counted) return refuse(id, counted.error());
  }
  add(id, job);
  job->start();
}

void Jobs::add(protocol::JobId id, std::shared_ptr<Job> job) {
  std::shared_ptr<void> work = work_.lock();
  if (!work) work = std::make_shared<bool>();
  work_ = work;
  jobs_.emplace(id, Running{std::move(job), std::move(work)});
}

base::Status Jobs::take_turn() const {
  const auto wait = account_ ? account_->take_turn(executor_->now()) : std::nullopt;
  if (!wait) return base::ok();
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait).count();
  return base::Error{protocol::kJobBusy, "Too many turns in a minute for this token; again in " +
                                             std::to_string(seconds) + " s."};
}

void Jobs::refuse(protocol::JobId id, base::Error why) {
  link_->send(protocol::JobReport{id, protocol::JobEnded{std::move(why)}});
}

Job::Context Jobs::context_for(protocol::JobId id) {
  return {services_, link_, executor_,
          [this, id](Job::Report what) { report(id, std::move(what)); },
          [this] { tell_whether_full(); }};
}

/// Of a job that is here: one that has left reports nothing.
void Jobs::report(protocol::JobId id, Job::Report what) {
  const bool is_last = std::holds_alternative<protocol::JobEnded>(what);
  const std::shared_ptr<Job> ended = is_last ? drop(id) : nullptr;  // goes when it has returned
  link_->send(protocol::JobReport{id, std::move(what)});
  if (is_last) tell_whether_full();
}

std::shared_ptr<Job> Jobs::find(protocol::JobId id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : found->second.job;
}

std::shared_ptr<Job> Jobs::drop(protocol::JobId id) {
  auto taken = jobs_.extract(id);
  if (!taken) return nullptr;
  taken.mapped().job->leave();
  return std::move(taken.mapped().job);
}

void Jobs::tell_whether_full() {
  if (is_stopped_) return;
  const double waiting = waiting_ms();
  const bool is_full = is_full_ ? waiting >= kGoOnMs : waiting > kMostWaitingMs;
  if (std::exchange(is_full_, is_full) != is_full && on_full_) on_full_(is_full);
}

}  // namespace hotpin::session
