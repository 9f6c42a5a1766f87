#include "engines/fake/fake.hpp"

#include "conformance/stt_contract.hpp"
#include "conformance/tts_contract.hpp"
#include "conformance/turn_judge_contract.hpp"
#include "conformance/vad_contract.hpp"
#include "engines/fake/timeline.hpp"

namespace hotpin::tests {
namespace {

/// Half a second of silence and a second and a half of a loud square wave.
std::vector<std::int16_t> sound() {
  std::vector<std::int16_t> samples(2 * engine::kInputRateHz);
  for (std::size_t i = samples.size() / 4; i < samples.size(); ++i) {
    samples[i] = i / 20 % 2 == 0 ? std::int16_t{8000} : std::int16_t{-8000};
  }
  return samples;
}

std::shared_ptr<engine::Stt> stt() {
  return engines::fake::make_stt(engines::fake::parse_script("stt_ms=2").value(),
                                 std::make_shared<engines::fake::Timeline>());
}

std::shared_ptr<engine::Tts> tts() {
  return engines::fake::make_tts(engines::fake::parse_script("tts_ms=2").value(),
                                 std::make_shared<engines::fake::Timeline>());
}

std::shared_ptr<engine::TurnJudge> judge() {
  return engines::fake::make_judge(
      engines::fake::parse_script("judge_finished=0.75;judge_ms=2").value(),
      std::make_shared<engines::fake::Timeline>());
}

std::shared_ptr<engine::Vad> vad() { return engines::fake::make_vad(); }

INSTANTIATE_TEST_SUITE_P(Fake, SttContract, testing::Values(SttCase{stt, sound}));
INSTANTIATE_TEST_SUITE_P(Fake, TtsContract, testing::Values(TtsFactory(tts)));
INSTANTIATE_TEST_SUITE_P(Fake, TurnJudgeContract, testing::Values(TurnJudgeCase{judge, sound}));
INSTANTIATE_TEST_SUITE_P(Fake, VadContract, testing::Values(VadCase{vad, sound}));

}  // namespace
}  // namespace hotpin::tests
