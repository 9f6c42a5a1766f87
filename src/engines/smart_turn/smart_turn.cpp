#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/machine/limits.hpp"
#include "base/worker_pool.hpp"
#include "engine/context.hpp"
#include "engine/turn_judge.hpp"
#include "engines/smart_turn/mel_features.hpp"
#include "engines/smart_turn/onnx_model.hpp"

namespace hotpin::engines::smart_turn {
namespace {

constexpr const char* kModelFile = "/smart-turn-3.2/smart-turn-v3.2-cpu.onnx";
/// Questions that wait, 256 kB each. What waits behind so many would come too late.
constexpr std::size_t kMostWaiting = 64;

double ms_between(base::TimePoint from, base::TimePoint to) { return base::to_ms(to - from); }

/// Pipecat's Smart Turn: a small Whisper encoder that hears melody and tempo, in many languages.
class SmartTurn final : public engine::TurnJudge {
 public:
  SmartTurn(std::unique_ptr<const OnnxModel> model, base::WorkerPool::Options threads)
      : model_(std::move(model)), pool_(std::move(threads)) {}

  std::string_view name() const override { return "smart_turn"; }
  std::size_t heard_samples() const override { return kHeardSamples; }

  base::Status warm_up() override {
    const auto finished = judgement({});
    return finished ? base::ok() : finished.error();
  }

  void judge(std::vector<std::int16_t> turn, engine::JudgementSink sink,
             std::stop_token stop) override {
    if (turn.size() > kHeardSamples)
      turn.erase(turn.begin(), turn.end() - static_cast<std::ptrdiff_t>(kHeardSamples));
    const base::TimePoint asked = std::chrono::steady_clock::now();
    // Refused, it is not answered.
    static_cast<void>(
        pool_.try_post([this, turn = std::move(turn), sink = std::move(sink),
                        stop = std::move(stop), asked] { answer(turn, sink, stop, asked); }));
  }

 private:
  void answer(std::span<const std::int16_t> turn, const engine::JudgementSink& sink,
              const std::stop_token& stop, base::TimePoint asked) const {
    if (stop.stop_requested()) return;
    const base::TimePoint began = std::chrono::steady_clock::now();
    const auto finished = judgement(turn);
    if (!finished) {
      base::log(base::LogLevel::error, "smart_turn failed: " + finished.error().detail);
      return;
    }
    if (stop.stop_requested()) return;
    sink({.finished = *finished,
          .queue_ms = ms_between(asked, began),
          .compute_ms = ms_between(began, std::chrono::steady_clock::now())});
  }

  base::Result<float> judgement(std::span<const std::int16_t> turn) const {
    std::vector<float> features = mel_features(turn);
    return model_->run(features);
  }

  const std::unique_ptr<const OnnxModel> model_;
  base::WorkerPool pool_;  // last: its tasks use the rest
};

base::Error bad(const std::string& path, const std::string& what) {
  return {"bad_model", "the turn judge's model " + path + " " + what + "; run scripts/setup"};
}

std::size_t compute_threads(const base::Settings& settings) {
  const auto asked = static_cast<std::size_t>(settings.integer("HOTPIN_COMPUTE_THREADS"));
  return asked != 0 ? asked : base::usable_cores();
}

}  // namespace

base::Result<std::unique_ptr<engine::TurnJudge>> make_smart_turn_judge(
    const engine::Context& context) {
  const std::string path = context.settings.text("HOTPIN_MODELS_DIR") + kModelFile;
  std::ifstream file(path, std::ios::binary);
  if (!file) return bad(path, "is not there");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  auto model = OnnxModel::load(
      bytes, {"input_features", "logits", {1, std::int64_t{kBands}, std::int64_t{kFrames}}});
  if (!model) return bad(path, "cannot be loaded (" + model.error().detail + ")");
  return std::unique_ptr<engine::TurnJudge>(std::make_unique<SmartTurn>(
      std::move(*model), base::WorkerPool::Options{.name = "judge",
                                                   .threads = compute_threads(context.settings),
                                                   .cores = context.cores,
                                                   .max_backlog = kMostWaiting}));
}

}  // namespace hotpin::engines::smart_turn
