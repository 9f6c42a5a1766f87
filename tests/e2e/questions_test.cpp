#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

#include "client/turn_client.hpp"
#include "session/persona.hpp"
#include "support/server_process.hpp"
#include "support/speech/speech_lab.hpp"
#include "support/speech/word_error_rate.hpp"

namespace hotpin::tests {
namespace {

struct Question {
  std::string text;
  std::vector<std::string> acceptable;  ///< any of these, as whole words
};

/// everyday_questions.tsv: the question, a tab, acceptable answers between bars.
std::vector<Question> load_questions() {
  std::ifstream file(std::string(HOTPIN_SOURCE_DIR) + "/tests/e2e/everyday_questions.tsv");
  std::vector<Question> questions;
  for (std::string text, answers; std::getline(file, text, '\t') && std::getline(file, answers);) {
    Question question{text, {}};
    std::istringstream in(answers);
    for (std::string answer; std::getline(in, answer, '|');) question.acceptable.push_back(answer);
    questions.push_back(std::move(question));
  }
  return questions;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text = " ";
  for (const std::string& word : words) text += word + " ";
  return text;
}

bool is_acceptable(const std::string& answer, const Question& question) {
  const std::string said = joined(words_of(answer));
  return std::any_of(question.acceptable.begin(), question.acceptable.end(),
                     [&](const std::string& wanted) {
                       return said.find(joined(words_of(wanted))) != std::string::npos;
                     });
}

/// Words that tell what a sentence is about.
std::set<std::string> content_words(const std::string& text) {
  static const std::set<std::string> kFunctionWords = {
      "a",     "an",   "the",  "is",   "are",  "was", "do", "does",  "did", "can", "what",
      "which", "who",  "how",  "many", "much", "in",  "on", "of",    "to",  "at",  "for",
      "with",  "and",  "or",   "i",    "you",  "we",  "it", "us",    "me",  "my",  "your",
      "there", "that", "this", "one",  "have", "has", "am", "course"};
  std::set<std::string> words;
  for (const std::string& word : words_of(text)) {
    if (!kFunctionWords.contains(word)) words.insert(word);
  }
  return words;
}

TEST(Persona, ItsExamplesShareNoSubjectWithTheQuestions) {
  std::set<std::string> of_questions;
  for (const Question& question : load_questions()) {
    of_questions.merge(content_words(question.text));
    for (const std::string& answer : question.acceptable) of_questions.merge(content_words(answer));
  }
  for (const engine::ChatMessage& message : session::make_persona("", true)) {
    if (message.role == engine::ChatMessage::Role::system) continue;
    for (const std::string& word : content_words(message.content)) {
      EXPECT_FALSE(of_questions.contains(word)) << word;
    }
  }
}

/// What came of the questions.
struct Score {
  std::size_t heard = 0;
  std::size_t answered = 0;
  std::size_t answered_of_heard = 0;
};

Score ask(const std::vector<Question>& questions) {
  SpeechLab lab;
  const ServerProcess server;
  Score score;
  std::printf("  heard answered\n");
  for (const Question& question : questions) {
    auto client = client::TurnClient::connect(
        server.url(), {.session_id = "question" + question.text.substr(0, 20)});
    EXPECT_TRUE(client.has_value());
    if (!client) continue;
    const auto turn =
        (*client)->run(lab.say(question.text), {.pace = client::TurnOptions::Pace::at_once});
    EXPECT_TRUE(turn.has_value());
    if (!turn) continue;
    EXPECT_EQ(turn->how, "spoken") << question.text;
    const bool is_heard = words_of(turn->transcript) == words_of(question.text);
    const bool is_right = is_acceptable(turn->response, question);
    score.heard += is_heard ? 1 : 0;
    score.answered += is_right ? 1 : 0;
    score.answered_of_heard += is_heard && is_right ? 1 : 0;
    std::printf("  %-5s %-8s %-50s -> %s\n", is_heard ? "yes" : "no", is_right ? "yes" : "no",
                turn->transcript.c_str(), turn->response.c_str());
  }
  std::printf("heard right: %zu of %zu; answered acceptably: %zu, of those heard right %zu\n",
              score.heard, questions.size(), score.answered, score.answered_of_heard);
  return score;
}

bool asks_small_model() {
  const char* const model = std::getenv("HOTPIN_LLM");
  return model != nullptr && std::string_view(model) == "small";
}

TEST(EverydayQuestions, AreAnsweredThroughTheWholePipeline) {
  const std::vector<Question> questions = load_questions();
  ASSERT_EQ(questions.size(), 20U);
  if (!asks_small_model()) {
    if (!std::filesystem::exists(HOTPIN_DEFAULT_CHAT_MODEL))
      GTEST_SKIP() << HOTPIN_DEFAULT_CHAT_MODEL << " is not there; scripts/setup brings it";
    const Score score = ask(questions);
    EXPECT_GE(score.heard, 14U);
    EXPECT_GE(static_cast<double>(score.answered_of_heard),
              0.95 * static_cast<double>(score.heard));
  } else {
    EXPECT_GE(ask(questions).answered, questions.size() / 3)
        << "it answers far worse than when it was last looked at";
  }
}

}  // namespace
}  // namespace hotpin::tests
