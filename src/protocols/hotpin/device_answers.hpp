#pragma once

#include <memory>
#include <string>

#include "protocols/hotpin/answer_wait.hpp"
#include "protocols/hotpin/owed_answers.hpp"

namespace hotpin::protocols::hotpin {

/// One device's side of OwedAnswers: tells them whether an answer is due to it, so that it gets one
/// on its next connection should it lose this one. Before join(), and for other clients, which
/// never join, nobody is told. Owned by the connection's adapter; used on its strand.
class DeviceAnswers {
 public:
  /// `all` is the worker's, `address` the client's.
  DeviceAnswers(std::shared_ptr<OwedAnswers> all, std::string address)
      : all_(std::move(all)), address_(std::move(address)) {}

  /// The device's conversation is open. True: a connection before this one left it waiting.
  bool join(const std::string& session_id, base::TimePoint now);
  /// `event` goes to the client. `has_audio`: it has said something that did not end yet.
  void note(const protocol::ServerEvent& event, bool has_audio, base::TimePoint now);
  /// The client was heard of.
  void note_life(bool has_audio, base::TimePoint now);
  /// The connection is gone.
  void leave() { connection_.reset(); }

 private:
  void tell(bool has_audio, base::TimePoint now);

  const std::shared_ptr<OwedAnswers> all_;
  const std::string address_;
  AnswerWait wait_;
  std::shared_ptr<OwedAnswers::Connection> connection_;  // null: not joined
};

}  // namespace hotpin::protocols::hotpin
