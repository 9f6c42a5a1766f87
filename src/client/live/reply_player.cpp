#include "client/live/reply_player.hpp"

#include <algorithm>
#include <utility>

#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

/// Samples of the wire; beyond it the server is not read. No server that keeps to the protocol
/// sends more than 8 s ahead, which the speaker's own queue takes.
constexpr std::size_t kMostWaiting = std::size_t{20} * kWireRateHz;

}  // namespace

ReplyPlayer::ReplyPlayer(std::unique_ptr<Speaker> speaker)
    : speaker_(std::move(speaker)), resampler_(kWireRateHz, speaker_->rate_hz()) {}

void ReplyPlayer::begin(int turn, double before_ms) {
  drop();
  before_ms_ = before_ms;
  reply_ = ReplyPlayout(turn);
  reply_began_ = queued_;
  is_flushed_ = false;
  speaker_->pause(false);
}

void ReplyPlayer::drop() {
  reply_.drop();
  converted_.clear();
  speaker_->drop();
  speaker_->pause(false);
  resampler_ = audio::Resampler(kWireRateHz, speaker_->rate_hz());
  is_flushed_ = true;
}

base::Result<std::vector<Event>> ReplyPlayer::play() {
  if (converted_.empty() && !reply_.waiting().empty()) {
    const auto waiting = reply_.waiting();
    resampler_.process(waiting, converted_);
    reply_.played(waiting.size());
  }
  if (reply_.has_ended() && !is_flushed_) {
    resampler_.finish(converted_);
    is_flushed_ = true;
  }
  const auto taken = speaker_->write(converted_);
  if (!taken) return taken.error();
  converted_.erase(converted_.begin(), converted_.begin() + static_cast<std::ptrdiff_t>(*taken));
  queued_ += *taken;
  const std::uint64_t at = speaker_->position();
  // The last sample rounds: what has left the queue whole has been heard whole.
  const std::uint64_t since = at > reply_began_ ? at - reply_began_ : 0;
  const bool is_through = converted_.empty() && at >= queued_;
  return reply_.heard_up_to(
      is_through ? reply_.given()
                 : static_cast<std::size_t>(since * kWireRateHz / speaker_->rate_hz()));
}

double ReplyPlayer::heard_ms() const {
  return before_ms_ + static_cast<double>(reply_.heard()) * 1000 / kWireRateHz;
}

bool ReplyPlayer::is_quiet() const {
  return reply_.turn() == 0 || (reply_.has_ended() && converted_.empty() &&
                                reply_.waiting().empty() && speaker_->position() >= queued_);
}

bool ReplyPlayer::is_full() const { return reply_.waiting().size() >= kMostWaiting; }

}  // namespace hotpin::client
