#include "session/persona.hpp"

#include <utility>

#include "dialog/turn_text.hpp"

namespace hotpin::session {
namespace {

constexpr const char* kPersona =
    "You are a friendly voice assistant, and everything you write is spoken aloud. Answer in one "
    "or two short sentences, in the language of the question, without lists, markdown or emoji. "
    "Say more only when you are asked to. When you do not know something, say so.";

}  // namespace

std::vector<engine::ChatMessage> make_persona(const std::string& own_prompt, bool has_examples) {
  using enum engine::ChatMessage::Role;
  if (!own_prompt.empty()) return {{system, own_prompt}};
  if (!has_examples) return {{system, kPersona}};
  return {
      {system, "You are a friendly voice assistant. You answer in one short sentence."},
      {user, "How many fingers are on one hand?"},
      {assistant, "There are five fingers on one hand."},
      {user, "Who painted the Mona Lisa?"},
      {assistant, "Leonardo da Vinci painted the Mona Lisa."},
      {user, "Can you help me with something?"},
      {assistant, "Of course, I am happy to help."},
  };
}

engine::LlmRequest end_question(std::string conversation, std::vector<engine::ChatMessage> persona,
                                const std::string& words) {
  persona.push_back({engine::ChatMessage::Role::user, dialog::as_one_sentence(words)});
  return {std::move(conversation), std::move(persona), 1};
}

}  // namespace hotpin::session
