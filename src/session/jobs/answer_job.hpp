#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

#include "engine/llm.hpp"
#include "session/jobs/answer_text.hpp"
#include "session/jobs/job.hpp"

namespace hotpin::session {

/// The language model's answer to some messages, as it writes it.
class AnswerJob final : public Job {
 public:
  static constexpr bool kIsTurn = true;
  /// Of one request; what has more is refused.
  static constexpr std::size_t kMostMessages = 64;
  static constexpr std::size_t kMostBytes = 64 * 1024;

  AnswerJob(Context context, protocol::Answer asked);
  ~AnswerJob() override;

  base::Status check() const override;
  void start() override;

 private:
  void on_event(const engine::LlmEvent& event);
  void on_delta(const engine::LlmDelta& delta);
  void on_done(const engine::LlmDone& done);
  void tell(std::string text);
  void watch(base::Duration wait);

  engine::LlmRequest request_;  // until start()
  const std::string conversation_;
  AnswerText text_;
  std::stop_source stop_;
  base::TimePoint progress_{};
  bool is_started_ = false;
  bool has_told_ = false;  // some of the answer
};

}  // namespace hotpin::session
