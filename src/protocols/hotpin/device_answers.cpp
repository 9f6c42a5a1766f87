#include "protocols/hotpin/device_answers.hpp"

#include <utility>

namespace hotpin::protocols::hotpin {

bool DeviceAnswers::join(const std::string& session_id, base::TimePoint now) {
  auto joined = all_->join(session_id, address_, now);
  connection_ = std::move(joined.connection);
  return joined.is_owed;
}

void DeviceAnswers::note(const protocol::ServerEvent& event, bool has_audio, base::TimePoint now) {
  wait_.note(event, now);
  if (std::holds_alternative<protocol::Transcribing>(event)) tell(has_audio, now);
}

void DeviceAnswers::note_life(bool has_audio, base::TimePoint now) {
  wait_.note_life(now);
  tell(has_audio, now);
}

void DeviceAnswers::tell(bool has_audio, base::TimePoint now) {
  if (connection_) connection_->note(has_audio || wait_.is_due(), now);
}

}  // namespace hotpin::protocols::hotpin
