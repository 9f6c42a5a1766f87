#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/executor.hpp"
#include "dialog/reply_text.hpp"
#include "engine/llm.hpp"
#include "session/reply/phrase_maker.hpp"
#include "session/reply/playout/playout.hpp"
#include "session/reply/turn_ledger.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// The language model's side of one reply: asks it, watches it, and cuts what it writes into
/// phrases for the voice. Destroying it, or stop(), stops the model. Owned by its reply; used on
/// the session's executor only; the model's events come back to it through the executor.
class ModelAnswer : public std::enable_shared_from_this<ModelAnswer> {
 public:
  /// Audio of one reply; the model is stopped there.
  static constexpr double kMaxAudioMs = 120'000;

  struct Listener {
    std::function<void()> on_more;  ///< there may be more phrases, or an end
    /// What came before it is said. Followed by on_more.
    std::function<void(base::Error)> on_failed;
  };
  /// Where its phrases go. All outlive it.
  struct Outlet {
    PhraseMaker& phrases;
    Playout& playout;
    TurnLedger& ledger;
  };

  ModelAnswer(std::shared_ptr<const Services> services, std::shared_ptr<base::Executor> executor,
              Outlet outlet, Listener listener);
  ~ModelAnswer() { stop(); }
  ModelAnswer(const ModelAnswer&) = delete;
  ModelAnswer& operator=(const ModelAnswer&) = delete;

  /// Once. `language` is what the voice speaks, as ReplyText takes it.
  void ask(engine::LlmRequest request, const std::string& language);
  void stop();
  /// The client has left: the rest is written behind everybody's.
  void set_background() { *is_background_ = true; }

  /// Nothing more comes of it.
  bool has_ended() const { return has_ended_; }
  /// Of an answer of which nothing can be said.
  const char* why_empty() const;

 private:
  void own_up();
  void on_event(const engine::LlmEvent& event);
  void on_delta(const engine::LlmDelta& delta);
  void on_done(const engine::LlmDone& done);
  void fail(base::Error error);
  void watch(base::Duration wait);

  std::shared_ptr<const Services> services_;
  std::shared_ptr<base::Executor> executor_;
  const Outlet outlet_;
  const Listener listener_;
  dialog::ReplyText text_{{.max_words = 0}};  // ask() makes it for its request
  std::stop_source stop_;
  base::TimePoint progress_{};
  bool has_ended_ = false;
  std::shared_ptr<std::atomic<bool>> is_background_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace hotpin::session
