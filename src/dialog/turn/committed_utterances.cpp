#include "dialog/turn/committed_utterances.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::dialog {

bool CommittedUtterances::has_before(TurnId turn) const {
  return !waiting_.empty() && waiting_.front().turn < turn;
}

void CommittedUtterances::add(Utterance utterance) {
  has_begun_ = true;
  waiting_.push_back(std::move(utterance));
}

bool CommittedUtterances::recognised(const Utterance& heard) {
  const auto found =
      std::find_if(waiting_.begin(), waiting_.end(),
                   [&](const Utterance& utterance) { return utterance.turn == heard.turn; });
  if (found == waiting_.end()) return false;
  if (found->transcript) return true;
  found->transcript = heard.transcript;
  found->failed = heard.failed;
  return true;
}

std::optional<Utterance> CommittedUtterances::take_recognised() {
  if (waiting_.empty() || !waiting_.front().transcript) return std::nullopt;
  Utterance oldest = std::move(waiting_.front());
  waiting_.pop_front();
  return oldest;
}

}  // namespace hotpin::dialog
