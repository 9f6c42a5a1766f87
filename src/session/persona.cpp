#include "session/persona.hpp"

#include <utility>

#include "dialog/turn_text.hpp"

namespace hotpin::session {
namespace {

constexpr const char* kPersona =
    "You are a friendly voice assistant; everything you write is spoken aloud. Answer in one or "
    "two short sentences, in the language of the question, without lists, markdown or emoji. If "
    "you are asked for more, go on with new facts and repeat nothing. If you are asked for "
    "something shorter, give the main point in one short sentence. You don't know the user's "
    "life, family or day, nor any news, unless it was said in this conversation: then say that "
    "you don't know.";

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
