#include "door/heard_turns.hpp"

#include <utility>
#include <variant>
#include <vector>

#include "audio/input/audio_input.hpp"
#include "dialog/turn_machine.hpp"
#include "engine/context.hpp"
#include "session/ears.hpp"

namespace hotpin::bench {
namespace {

constexpr std::size_t kFrame = 320;

/// As session::Conversation performs it, without replies.
class Listener {
 public:
  Listener(engine::Stt& stt, std::shared_ptr<tests::ManualExecutor> executor, bool is_conditioned)
      : executor_(std::move(executor)),
        input_(engine::kInputRateHz, is_conditioned),
        ears_(std::make_shared<session::Ears>(
            stt, executor_, std::chrono::hours(1),
            session::Ears::Listener{
                [this](base::TurnId turn, const engine::VoiceActivity& it) {
                  step(dialog::VoiceHeard{turn, it.heard, it.speech_end, it.speech, cues(it)});
                },
                [this](base::TurnId turn, const engine::Hypothesis& it) {
                  step(dialog::WordsHeard{turn, it.text, it.speech_end, it.is_settled});
                },
                [this](session::Ears::Heard heard) {
                  step(dialog::Recognised{
                      heard.turn, heard.hypothesis ? heard.hypothesis->text : std::string()});
                }})) {}

  HeardTurns run(std::span<const std::int16_t> pcm) {
    step(dialog::ListenRequested{});
    for (; !pcm.empty(); pcm = pcm.subspan(std::min(kFrame, pcm.size()))) {
      const auto frame = pcm.first(std::min(kFrame, pcm.size()));
      sent_ += frame.size();
      hear(input_.push(frame));
      executor_->run_ready();
    }
    hear(input_.finish());
    executor_->run_ready();
    ears_->discard_all();
    executor_->drop();
    return std::move(heard_);
  }

 private:
  static std::optional<dialog::VoiceCues> cues(const engine::VoiceActivity& it) {
    if (!it.ending) return std::nullopt;
    return dialog::VoiceCues{it.ending->fade_ms, it.ending->drop_db, it.ending->last_syllable_ms,
                             it.ending->pitch_st};
  }

  void hear(std::span<const std::int16_t> pcm) { step(dialog::AudioArrived{pcm}); }

  void step(const dialog::Input& input) {
    for (const dialog::Effect& effect : machine_.step(input)) {
      std::visit([this](const auto& what) { perform(what); }, effect);
    }
    if (!again_.empty()) {
      const auto pcm = std::exchange(again_, {});
      hear(pcm);
    }
  }

  void perform(const dialog::OpenUtterance& it) { ears_->open(it.turn, it.is_live); }
  void perform(const dialog::Peek& it) { ears_->peek(it.turn); }
  void perform(const dialog::Hear& it) { ears_->hear(it.turn, it.pcm); }
  void perform(const dialog::CloseUtterance& it) {
    if (it.takes_rest) ears_->give_rest(it.turn);
    else again_ = ears_->take_unjudged(it.turn);
    ears_->close(it.turn);
  }
  void perform(const dialog::TakeWords& it) {
    again_ = ears_->take_unjudged(it.turn);
    ears_->take(it.turn);
  }
  void perform(const dialog::DiscardUtterance& it) {
    again_ = ears_->take_unjudged(it.turn);
    ears_->discard(it.turn);
  }
  void perform(const dialog::AnnounceTurn&) { end_ms_ = static_cast<double>(sent_) / 16; }
  void perform(const dialog::StartReply& it) {
    ++heard_.turns;
    heard_.words += (heard_.words.empty() ? "" : " ") + it.transcript;
    heard_.end_ms = end_ms_;
    end(it.turn);
  }
  void perform(const dialog::SpeakNotice& it) { end(it.turn); }
  void perform(const auto&) {}

  void end(base::TurnId turn) {
    executor_->post([this, turn] { step(dialog::ReplyEnded{turn}); });
  }

  std::shared_ptr<tests::ManualExecutor> executor_;
  audio::AudioInput input_;
  dialog::TurnMachine machine_{dialog::TurnRules{.begins_ahead = false}};
  std::shared_ptr<session::Ears> ears_;
  session::Ears::Pcm again_;
  std::size_t sent_ = 0;
  double end_ms_ = 0;
  HeardTurns heard_;
};

}  // namespace

HeardTurns hear_turns(engine::Stt& stt, const std::shared_ptr<tests::ManualExecutor>& executor,
                      std::span<const std::int16_t> pcm, bool is_conditioned) {
  return Listener(stt, executor, is_conditioned).run(pcm);
}

}  // namespace hotpin::bench
