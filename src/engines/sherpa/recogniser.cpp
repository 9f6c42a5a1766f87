#include "engines/sherpa/recogniser.hpp"

#include <sherpa-onnx/c-api/c-api.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "base/silenced_stderr.hpp"
#include "engine/context.hpp"
#include "engines/sherpa/model_files.hpp"

namespace hotpin::engines::sherpa {
namespace {

constexpr std::size_t kTokens = 32768;               // of every Moonshine model
constexpr std::size_t kLeastEncoderBytes = 5 << 20;  // the smallest model, tiny, has 13 and 30 MB
constexpr std::size_t kLeastDecoderBytes = 10 << 20;

struct DestroyRecogniser {
  void operator()(const SherpaOnnxOfflineRecognizer* it) const {
    SherpaOnnxDestroyOfflineRecognizer(it);
  }
};
struct DestroyStream {
  void operator()(const SherpaOnnxOfflineStream* it) const { SherpaOnnxDestroyOfflineStream(it); }
};
struct DestroyResult {
  void operator()(const SherpaOnnxOfflineRecognizerResult* it) const {
    SherpaOnnxDestroyOfflineRecognizerResult(it);
  }
};
using Handle = std::unique_ptr<const SherpaOnnxOfflineRecognizer, DestroyRecogniser>;

class Moonshine final : public Recogniser {
 public:
  explicit Moonshine(Handle handle) : handle_(std::move(handle)) {}

  base::Result<std::string> recognise(std::span<const std::int16_t> pcm) override {
    std::vector<float> samples(pcm.size());
    std::transform(pcm.begin(), pcm.end(), samples.begin(),
                   [](std::int16_t sample) { return static_cast<float>(sample) / 32768.0F; });
    try {
      return decode(samples);
    } catch (const std::exception& error) {  // ONNX Runtime's come through the C interface
      return base::Error{"stt_failed", std::string("the recogniser failed: ") + error.what()};
    }
  }

 private:
  base::Result<std::string> decode(const std::vector<float>& samples) const {
    const std::unique_ptr<const SherpaOnnxOfflineStream, DestroyStream> stream(
        SherpaOnnxCreateOfflineStream(handle_.get()));
    SherpaOnnxAcceptWaveformOffline(stream.get(), static_cast<std::int32_t>(engine::kInputRateHz),
                                    samples.data(), static_cast<std::int32_t>(samples.size()));
    SherpaOnnxDecodeOfflineStream(handle_.get(), stream.get());
    const std::unique_ptr<const SherpaOnnxOfflineRecognizerResult, DestroyResult> result(
        SherpaOnnxGetOfflineStreamResult(stream.get()));
    return std::string(result != nullptr && result->text != nullptr ? result->text : "");
  }

  Handle handle_;
};

}  // namespace

base::Result<std::shared_ptr<Recogniser>> Recogniser::load(const std::string& folder) {
  const std::string encoder = folder + "/encoder_model.ort";
  const std::string decoder = folder + "/decoder_model_merged.ort";
  const std::string tokens = folder + "/tokens.txt";
  for (const base::Status& checked :
       {check_ort(encoder, kLeastEncoderBytes), check_ort(decoder, kLeastDecoderBytes),
        check_tokens(tokens, kTokens)}) {
    if (!checked) return checked.error();
  }
  SherpaOnnxOfflineRecognizerConfig config{};
  config.feat_config.sample_rate = static_cast<std::int32_t>(engine::kInputRateHz);
  config.model_config.moonshine.encoder = encoder.c_str();
  config.model_config.moonshine.merged_decoder = decoder.c_str();
  config.model_config.tokens = tokens.c_str();
  config.model_config.num_threads = 1;
  config.model_config.provider = "cpu";
  config.decoding_method = "greedy_search";
  const base::Error refused{
      "bad_model", "the recogniser's model in " + folder + " cannot be loaded; run scripts/setup"};
  try {
    const base::SilencedStderr silenced;
    Handle handle(SherpaOnnxCreateOfflineRecognizer(&config));
    if (!handle) return refused;
    return std::shared_ptr<Recogniser>(std::make_shared<Moonshine>(std::move(handle)));
  } catch (const std::exception&) {
    return refused;
  }
}

}  // namespace hotpin::engines::sherpa
