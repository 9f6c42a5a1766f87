#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/context.hpp"
#include "engine/llm.hpp"
#include "engine/phonemizer.hpp"
#include "engine/stt.hpp"
#include "engine/tts.hpp"
#include "engine/turn_judge.hpp"
#include "engine/vad.hpp"
#include "protocol/protocol.hpp"
#include "store/context.hpp"
#include "store/context_store.hpp"

namespace hotpin::app {

/// A row of the table of plug-ins, which the build generates from one line of CMake each: an object
/// that registers itself would be dropped by the linker.
template <typename Engine>
struct EngineEntry {
  std::string_view name;
  base::Result<std::unique_ptr<Engine>> (*make)(const engine::Context&);
};
struct ProtocolEntry {
  std::string_view name;
  std::unique_ptr<protocol::Protocol> (*make)(const protocol::Context&);
};
struct StoreEntry {
  std::string_view name;
  bool is_shared;  ///< other machines may use the same data
  base::Result<std::unique_ptr<store::ContextStore>> (*make)(const store::Context&);
};

/// Every engine of a kind: Stt, Llm, Tts, Vad, TurnJudge, Phonemizer.
template <typename Engine>
std::span<const EngineEntry<Engine>> engines();
std::span<const ProtocolEntry> protocols();
std::span<const StoreEntry> stores();

/// The engine called `name`, or an error that names `setting` and what there is.
template <typename Engine>
base::Result<std::unique_ptr<Engine>> make_engine(std::string_view setting, std::string_view name,
                                                  const engine::Context& context) {
  std::string known;
  for (const EngineEntry<Engine>& entry : engines<Engine>()) {
    if (entry.name == name) return entry.make(context);
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  return base::Error{"bad_setting", std::string(setting) + " is \"" + std::string(name) +
                                        "\"; there is: " + known};
}

}  // namespace hotpin::app
