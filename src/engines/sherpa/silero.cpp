#include <sherpa-onnx/c-api/c-api.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "base/assert.hpp"
#include "base/diagnostics/faults.hpp"
#include "engine/context.hpp"
#include "engine/vad.hpp"
#include "engines/sherpa/memory_file.hpp"
#include "engines/sherpa/model_files.hpp"

namespace hotpin::engines::sherpa {
namespace {

constexpr std::size_t kWindowSamples = 512;  // what the model was trained on: 32 ms
constexpr float kThreshold = 0.5F;           // the model's own recommendation
constexpr float kNoSmoothingS = 1e-5F;       // below one sample; sherpa-onnx refuses 0
constexpr float kLongestSegmentS = 20.0F;    // never reached: segments end with each window
constexpr float kBufferS = 2.0F;
/// Detectors kept for later; each holds 8 MB.
constexpr std::size_t kMaxIdle = 16;

struct DestroyDetector {
  void operator()(const SherpaOnnxVoiceActivityDetector* detector) const {
    SherpaOnnxDestroyVoiceActivityDetector(detector);
  }
};
using Detector = std::unique_ptr<const SherpaOnnxVoiceActivityDetector, DestroyDetector>;

/// Detectors that no stream uses now: making one loads the model. Thread-safe.
class Detectors {
 public:
  explicit Detectors(MemoryFile model) : model_(std::move(model)) {}

  Detector take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Detector detector = std::move(idle_.back());
        idle_.pop_back();
        return detector;
      }
    }
    return make();
  }

  /// Never throws: streams go in destructors.
  void give_back(Detector detector) noexcept {
    base::guarded("stt", [&] { keep(std::move(detector)); });
  }

 private:
  void keep(Detector detector) {
    SherpaOnnxVoiceActivityDetectorReset(detector.get());
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMaxIdle) idle_.push_back(std::move(detector));
  }

  Detector make() const {
    const std::string path = model_.path();
    SherpaOnnxVadModelConfig config{};
    config.silero_vad = {path.c_str(),  kThreshold,     kNoSmoothingS,
                         kNoSmoothingS, kWindowSamples, kLongestSegmentS};
    config.sample_rate = static_cast<std::int32_t>(engine::kInputRateHz);
    config.num_threads = 1;
    config.provider = "cpu";
    return Detector(SherpaOnnxCreateVoiceActivityDetector(&config, kBufferS));
  }

  /// A copy: the file may be damaged or half replaced when the next detector is made.
  const MemoryFile model_;
  std::mutex mutex_;
  std::vector<Detector> idle_;
};

class SileroStream final : public engine::VadStream {
 public:
  explicit SileroStream(std::shared_ptr<Detectors> detectors)
      : detectors_(std::move(detectors)), detector_(detectors_->take()) {}
  ~SileroStream() override {
    if (detector_) detectors_->give_back(std::move(detector_));
  }
  SileroStream(const SileroStream&) = delete;
  SileroStream& operator=(const SileroStream&) = delete;

  bool is_speech(std::span<const std::int16_t> window) override {
    HOTPIN_ASSERT(window.size() == kWindowSamples);
    if (!detector_) return true;  // there is no other one: rather hear too much
    std::array<float, kWindowSamples> samples{};
    std::transform(window.begin(), window.end(), samples.begin(),
                   [](std::int16_t sample) { return static_cast<float>(sample) / 32768.0F; });
    try {
      return detect(samples);
    } catch (...) {       // ONNX Runtime's come through the C interface
      detector_.reset();  // what it holds is not known any more: nobody gets it next
      throw;
    }
  }

 private:
  bool detect(const std::array<float, kWindowSamples>& samples) {
    SherpaOnnxVoiceActivityDetectorAcceptWaveform(detector_.get(), samples.data(), kWindowSamples);
    const bool detected = SherpaOnnxVoiceActivityDetectorDetected(detector_.get()) != 0;
    // The library collects the audio of the segment under way and copies it at each window. Nobody
    // wants it: ending the segment frees it and leaves the model's own memory as it is.
    SherpaOnnxVoiceActivityDetectorFlush(detector_.get());
    SherpaOnnxVoiceActivityDetectorClear(detector_.get());
    return detected;
  }

  std::shared_ptr<Detectors> detectors_;
  Detector detector_;
};

class Silero final : public engine::Vad {
 public:
  explicit Silero(MemoryFile model) : detectors_(std::make_shared<Detectors>(std::move(model))) {}

  std::string_view name() const override { return "silero"; }
  std::size_t window_samples() const override { return kWindowSamples; }

  base::Status warm_up() override {
    Detector detector = detectors_->take();
    if (!detector)
      return base::Error{"bad_model",
                         "the voice detector's model cannot be loaded; run scripts/setup"};
    detectors_->give_back(std::move(detector));
    const std::array<std::int16_t, kWindowSamples> silence{};
    open()->is_speech(silence);
    return base::ok();
  }

  std::unique_ptr<engine::VadStream> open() override {
    return std::make_unique<SileroStream>(detectors_);
  }

 private:
  std::shared_ptr<Detectors> detectors_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Vad>> make_silero_vad(const engine::Context& context) {
  const base::Settings& settings = context.settings;
  const std::string path = settings.is_given("HOTPIN_VAD_MODEL_PATH")
                               ? settings.text("HOTPIN_VAD_MODEL_PATH")
                               : settings.text("HOTPIN_MODELS_DIR") + "/silero/silero_vad.onnx";
  if (const auto checked = check_onnx(path, {"stateN"}); !checked) return checked.error();
  auto model = MemoryFile::create();
  if (!model) return model.error();
  if (auto copied = model->append_file(path); !copied) return copied.error();
  return std::unique_ptr<engine::Vad>(std::make_unique<Silero>(std::move(*model)));
}

}  // namespace hotpin::engines::sherpa
