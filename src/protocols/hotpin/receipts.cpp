#include "protocols/hotpin/receipts.hpp"

#include <variant>

namespace hotpin::protocols::hotpin {

bool ends_input(const protocol::ClientEvent& event) {
  return std::holds_alternative<protocol::EndOfSpeech>(event) ||
         std::holds_alternative<protocol::InputCommitted>(event) ||
         std::holds_alternative<protocol::InputCleared>(event) ||
         std::holds_alternative<protocol::ResetRequested>(event);
}

std::optional<AudioReceived> Receipts::take(std::size_t bytes, bool ends_message) {
  received_.bytes += bytes;
  untold_bytes_ += bytes;
  if (!ends_message) return std::nullopt;
  ++received_.messages;
  if (is_hands_free_ && !is_device_ && untold_bytes_ < kHandsFreeBytes) return std::nullopt;
  untold_bytes_ = 0;
  return received_;
}

void Receipts::take(const protocol::ClientEvent& event) {
  if (std::holds_alternative<protocol::ListenRequested>(event)) is_hands_free_ = true;
  if (std::holds_alternative<protocol::EndOfSpeech>(event)) is_hands_free_ = false;
  if (!ends_input(event)) return;
  received_ = {};
  untold_bytes_ = 0;
}

}  // namespace hotpin::protocols::hotpin
