// bench_vosk [MODEL_FOLDER]: what is left of the vosk recogniser's work at the end of a Korean
// utterance of about 3 s, fed at the pace of speech and, beside it, all at once.
#include <algorithm>
#include <cstdio>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "base/worker_pool.hpp"
#include "engine/context.hpp"
#include "engine/stt.hpp"
#include "engine/vad.hpp"
#include "support/speech/espeak_speech.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::sherpa {
base::Result<std::unique_ptr<engine::Vad>> make_silero_vad(const engine::Context& context);
}  // namespace hotpin::engines::sherpa
namespace hotpin::engines::vosk {
base::Result<std::unique_ptr<engine::Stt>> make_vosk_stt(const engine::Context& context);
}  // namespace hotpin::engines::vosk

namespace {

using namespace hotpin;

constexpr std::size_t kPacketSamples = 320;
constexpr auto kPacketTime = std::chrono::milliseconds(20);
/// Each is new to the recogniser, as what people say is.
constexpr const char* kSentences[] = {
    "안녕하세요. 오늘 날씨가 어때요?",  "내일 아침 일곱 시에 깨워 주세요.",
    "지금 몇 시인지 알려 주세요.",      "서울에서 부산까지 얼마나 걸리나요?",
    "저녁으로 무엇을 먹으면 좋을까요?", "어제 본 영화가 정말 재미있었어요.",
    "한국어를 배우는 것은 즐거워요.",   "아이들이 공원에서 놀고 있어요.",
    "회의는 오후 세 시에 시작합니다.",  "책상 위에 있는 책을 가져다 주세요.",
    "커피 한 잔과 물 한 병 주세요.",    "우리 집 고양이는 하루 종일 자요.",
};
constexpr auto kUtterances = std::size(kSentences);

enum class Pace { speech, at_once };

/// Milliseconds from the end of the utterance to its text.
double flush_ms(engine::Stt& stt, const std::vector<std::int16_t>& pcm, Pace pace) {
  std::promise<double> ended;
  const auto stream = stt.open([&](const engine::SttEvent& event) {
    const auto* const heard = std::get_if<engine::Hypothesis>(&event);
    if (std::holds_alternative<base::Error>(event)) ended.set_value(-1);
    else if (heard != nullptr && heard->is_final) ended.set_value(heard->compute_ms);
  });
  auto next = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < pcm.size(); at += kPacketSamples) {
    if (pace == Pace::speech) std::this_thread::sleep_until(next += kPacketTime);
    stream->accept(std::span(pcm).subspan(at, std::min(kPacketSamples, pcm.size() - at)));
  }
  stream->finish();
  return ended.get_future().get();
}

/// With a model of its own, so that neither pace finds what the other has left.
bool measure(const base::Settings& settings, const char* how, Pace pace) {
  base::WorkerPool pool{{.name = "stt", .threads = 2}};
  engine::Context context{settings, pool, pool, tests::shared_page()};
  const auto vad = engines::sherpa::make_silero_vad(context);
  if (!vad) return std::fprintf(stderr, "%s\n", vad.error().detail.c_str()), false;
  context.vad = vad->get();
  const auto stt = engines::vosk::make_vosk_stt(context);
  if (!stt) return std::fprintf(stderr, "%s\n", stt.error().detail.c_str()), false;
  if (!(*stt)->warm_up()) return false;
  std::vector<double> times;
  double seconds = 0;
  for (const char* sentence : kSentences) {
    const auto pcm = tests::espeak_speech("ko", sentence);
    seconds += static_cast<double>(pcm.size()) / engine::kInputRateHz / kUtterances;
    times.push_back(flush_ms(**stt, pcm, pace));
  }
  std::sort(times.begin(), times.end());
  std::printf("%-22s %5.1f s %8.0f %8.0f %8.0f\n", how, seconds, times[times.size() / 2],
              times[times.size() * 95 / 100], times.back());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : HOTPIN_TEST_VOSK_MODEL;
  const base::Settings settings = tests::settings_with({{"VOSK_MODEL_PATH", folder}});
  std::printf("end of speech -> text\n%-22s %7s %8s %8s %8s ms\n", "vosk, fed", "length", "p50",
              "p95", "max");
  const bool has_measured = measure(settings, "at the pace of speech", Pace::speech) &&
                            measure(settings, "all at once", Pace::at_once);
  return has_measured ? 0 : 1;
}
