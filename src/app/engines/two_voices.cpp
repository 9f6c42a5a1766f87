#include "app/engines/two_voices.hpp"

#include <set>
#include <string>
#include <utility>

namespace hotpin::app {
namespace {

class TwoVoices final : public engine::Tts {
 public:
  TwoVoices(std::unique_ptr<engine::Tts> usual, std::unique_ptr<engine::Tts> other)
      : usual_(std::move(usual)), other_(std::move(other)) {
    voices_ = usual_->voices();
    for (engine::VoiceInfo& voice : other_->voices()) {
      others_.insert(voice.id);
      voices_.push_back(std::move(voice));
    }
  }

  std::string_view name() const override { return usual_->name(); }
  base::Status warm_up() override { return usual_->warm_up(); }
  std::vector<engine::VoiceInfo> voices() override { return voices_; }

  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    engine::Tts& chosen = others_.contains(request.voice.id) ? *other_ : *usual_;
    chosen.synthesize(std::move(request), std::move(sink), std::move(stop));
  }

 private:
  const std::unique_ptr<engine::Tts> usual_;
  const std::unique_ptr<engine::Tts> other_;
  std::vector<engine::VoiceInfo> voices_;
  std::set<std::string> others_;
};

}  // namespace

std::unique_ptr<engine::Tts> make_two_voices(std::unique_ptr<engine::Tts> usual,
                                             std::unique_ptr<engine::Tts> other) {
  return std::make_unique<TwoVoices>(std::move(usual), std::move(other));
}

}  // namespace hotpin::app
