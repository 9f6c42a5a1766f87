#pragma once

#include <memory>

#include "base/executor.hpp"
#include "engine/llm.hpp"
#include "engine/stt.hpp"
#include "engine/tts.hpp"
#include "engine/turn_judge.hpp"
#include "engine/vad.hpp"
#include "engines/fake/script.hpp"

namespace hotpin::engines::fake {

/// Engines that do what a script says, on `timeline`: a thread in a server, a virtual clock in
/// tests.
std::unique_ptr<engine::Stt> make_stt(Script script, std::shared_ptr<base::Executor> timeline);
std::unique_ptr<engine::Llm> make_llm(Script script, std::shared_ptr<base::Executor> timeline);
std::unique_ptr<engine::Tts> make_tts(Script script, std::shared_ptr<base::Executor> timeline);
std::unique_ptr<engine::TurnJudge> make_judge(Script script,
                                              std::shared_ptr<base::Executor> timeline);
/// Speech is what is loud.
std::unique_ptr<engine::Vad> make_vad();

}  // namespace hotpin::engines::fake
