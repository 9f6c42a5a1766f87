#include "app/engines/language_model.hpp"

#include <utility>

#include "app/registry.hpp"
#include "base/log.hpp"
#include "engine/guarded.hpp"
#include "engine/llms/chat_models.hpp"
#include "engine/llms/fallback_llm.hpp"
#include "engine/llms/judged_llm.hpp"
#include "engine/llms/own_persona.hpp"
#include "session/persona.hpp"

namespace hotpin::app {
namespace {

using Made = base::Result<std::unique_ptr<engine::Llm>>;

constexpr const char* kSmall = "small";

/// One that stands beside another, whose persona need not suit it.
Made beside(const base::Settings& settings, std::string_view setting, const std::string& name,
            const engine::Context& context) {
  Made made = make_engine<engine::Llm>(setting, name, context);
  if (!made) return made;
  auto persona =
      session::make_persona(settings.text("HOTPIN_SYSTEM_PROMPT"), (*made)->wants_examples());
  return std::unique_ptr<engine::Llm>(
      std::make_unique<engine::OwnPersona>(engine::guarded(std::move(*made)), std::move(persona)));
}

/// Nothing when there is none.
Made fallback(const base::Settings& settings, const engine::Context& context) {
  const std::string asked = settings.text("HOTPIN_LLM_FALLBACK");
  const bool is_auto = asked == "auto";
  Made made = beside(settings, "HOTPIN_LLM_FALLBACK", is_auto ? kSmall : asked, context);
  if (made || !is_auto) return made;
  base::log(base::LogLevel::warn,
            "no embedded model stands behind the language service: " + made.error().detail);
  return std::unique_ptr<engine::Llm>();
}

bool wants_judge(const base::Settings& settings, const std::string& name) {
  return name == "llama" && !engine::chooses_small_chat_model(settings);
}

}  // namespace

Made make_language_model(const base::Settings& settings, const std::string& name,
                         const engine::Context& context) {
  Made first = make_engine<engine::Llm>("HOTPIN_LLM", name, context);
  if (!first) return first;
  const std::string asked = settings.text("HOTPIN_LLM_FALLBACK");
  if (asked != "none" && (asked != "auto" || name == "openai")) {
    Made second = fallback(settings, context);
    if (!second) return second;
    if (*second == nullptr) return first;
    return std::unique_ptr<engine::Llm>(
        std::make_unique<engine::FallbackLlm>(std::move(*first), std::move(*second)));
  }
  if (!wants_judge(settings, name)) return first;
  Made judge = beside(settings, "HOTPIN_LLM", kSmall, context);
  if (!judge)
    return first;  // with a model folder of one's own, it tells where sentences end itself
  return std::unique_ptr<engine::Llm>(
      std::make_unique<engine::JudgedLlm>(std::move(*first), std::move(*judge)));
}

}  // namespace hotpin::app
