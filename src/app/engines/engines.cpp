#include "app/engines/engines.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "app/engines/chosen_engines.hpp"
#include "app/engines/language_model.hpp"
#include "app/engines/two_voices.hpp"
#include "app/registry.hpp"
#include "engine/guarded.hpp"

namespace hotpin::app {
namespace {

constexpr const char* kPhonemizer = "espeak";
constexpr const char* kManyVoices = "espeak";

/// Puts into `engine` what was made, if it was.
template <typename Engine>
base::Status keep(base::Result<std::unique_ptr<Engine>> made, std::unique_ptr<Engine>& engine) {
  if (!made) return made.error();
  engine = std::move(*made);
  return base::ok();
}

template <typename Engine>
base::Status make_into(std::unique_ptr<Engine>& engine, std::string_view setting,
                       const std::string& name, const engine::Context& context) {
  return keep(make_engine<Engine>(setting, name, context), engine);
}

/// The first failure of `steps`, which are tried in order.
template <typename... Steps>
base::Status in_order(Steps... steps) {
  base::Status status = base::ok();
  static_cast<void>(((status = steps()).has_value() && ...));
  return status;
}

}  // namespace

base::Status Engines::make(engine::Context context) {
  const base::Settings& settings = context.settings;
  const Chosen chosen = chosen_engines(settings);
  const base::Status status =
      in_order([&] { return make_into(vad_, "HOTPIN_VAD", settings.text("HOTPIN_VAD"), context); },
               [&] {
                 context.vad = vad_.get();
                 return make_into(stt_, "HOTPIN_STT", chosen.stt, context);
               },
               [&] { return keep(make_language_model(settings, chosen.llm, context), llm_); },
               [&] { return make_into(phonemizer_, "the phonemizer", kPhonemizer, context); },
               [&] {
                 context.phonemizer = phonemizer_.get();
                 return make_voice(context);
               },
               [&] { return make_turn_judge(context); });
  if (!status) return status;
  stt_ = engine::guarded(std::move(stt_));
  llm_ = engine::guarded(std::move(llm_));
  tts_ = engine::guarded(std::move(tts_));
  if (turn_judge_) turn_judge_ = engine::guarded(std::move(turn_judge_));
  return base::ok();
}

base::Status Engines::make_voice(const engine::Context& context) {
  const std::string name = context.settings.text("HOTPIN_TTS");
  const base::Status status = make_into(tts_, "HOTPIN_TTS", name, context);
  if (!status || name == kManyVoices) return status;
  // Its program is there anyway, for the phonemes: clients may choose any of its voices.
  if (auto other = make_engine<engine::Tts>("HOTPIN_TTS", kManyVoices, context))
    tts_ = make_two_voices(std::move(tts_), std::move(*other));
  return base::ok();
}

base::Status Engines::make_turn_judge(const engine::Context& context) {
  const std::string name = context.settings.text("HOTPIN_TURN_JUDGE");
  return name == "none" ? base::ok() : make_into(turn_judge_, "HOTPIN_TURN_JUDGE", name, context);
}

base::Status Engines::warm_up(const std::vector<engine::ChatMessage>& shared_prefix) {
  return in_order([&] { return vad_->warm_up(); }, [&] { return stt_->warm_up(); },
                  [&] { return llm_->warm_up(shared_prefix); }, [&] { return tts_->warm_up(); },
                  [&] { return turn_judge_ ? turn_judge_->warm_up() : base::ok(); });
}

}  // namespace hotpin::app
