#include "engine/context.hpp"
#include "engines/fake/fake.hpp"
#include "engines/fake/timeline.hpp"

namespace hotpin::engines::fake {
namespace {

template <typename Engine, typename Make>
base::Result<std::unique_ptr<Engine>> made(const engine::Context& context, Make make) {
  auto script = script_from(context.settings);
  if (!script) return script.error();
  return make(std::move(*script), std::make_shared<Timeline>());
}

}  // namespace

base::Result<std::unique_ptr<engine::Stt>> make_fake_stt(const engine::Context& context) {
  return made<engine::Stt>(context, make_stt);
}

base::Result<std::unique_ptr<engine::Llm>> make_fake_llm(const engine::Context& context) {
  return made<engine::Llm>(context, make_llm);
}

base::Result<std::unique_ptr<engine::Tts>> make_fake_tts(const engine::Context& context) {
  return made<engine::Tts>(context, make_tts);
}

base::Result<std::unique_ptr<engine::TurnJudge>> make_fake_judge(const engine::Context& context) {
  return made<engine::TurnJudge>(context, make_judge);
}

base::Result<std::unique_ptr<engine::Vad>> make_fake_vad(const engine::Context& /*context*/) {
  return make_vad();
}

}  // namespace hotpin::engines::fake
