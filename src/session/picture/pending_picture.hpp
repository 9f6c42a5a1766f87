#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/executor.hpp"
#include "engine/llm.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// The picture that goes with a conversation's next words. It may come at any worker, so the store
/// is looked into when somebody begins to speak and has spoken, and words wait for the answer for a
/// moment (Pictures::kLookLimit); it is there before it is needed, as a rule. Owned by its
/// conversation; used on the session's executor only.
class PendingPicture : public std::enable_shared_from_this<PendingPicture> {
 public:
  /// `on_settled`: what may_be_there() says is known again, after a look.
  PendingPicture(std::shared_ptr<const Services> services, std::shared_ptr<base::Executor> executor,
                 std::string session_id, base::Task on_settled);

  /// Asks the store, if one can have come since the last look.
  void look();
  /// No look is waited for.
  bool is_settled() const { return answered_ == asked_; }
  bool may_be_there() const { return picture_ || !is_settled(); }
  /// Also when it has come and nobody has looked.
  bool is_expected() const;

  /// For the words that it goes with; null when there is none.
  std::shared_ptr<const engine::Picture> take();
  /// Its words were not answered: it goes with the next ones. A newer one goes before it.
  void put_back(std::shared_ptr<const engine::Picture> picture);
  void forget();
  /// The client is gone: it waits in the store for the next connection.
  void leave();

 private:
  void on_answer(std::uint64_t look, std::optional<std::string> bytes);
  void on_limit(std::uint64_t look);
  void settle(std::uint64_t look);

  std::shared_ptr<const Services> services_;
  std::shared_ptr<base::Executor> executor_;
  const std::string session_id_;
  const base::Task on_settled_;
  std::shared_ptr<const engine::Picture> picture_;
  base::TimePoint until_{};
  std::optional<std::int64_t> seen_;  // Pictures::kept() at the last look
  std::uint64_t asked_ = 0;           // looks
  std::uint64_t answered_ = 0;
  std::uint64_t forgotten_ = 0;  // of the looks, what these find is not wanted
  bool has_left_ = false;
};

/// What history keeps of words that came with a picture.
std::string with_picture_note(const std::string& words);

}  // namespace hotpin::session
