#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

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

TEST(EverydayQuestions, AreAnsweredThroughTheWholeDefaultPipeline) {
  const std::vector<Question> questions = load_questions();
  ASSERT_EQ(questions.size(), 20U);
  SpeechLab lab;
  const ServerProcess server;
  std::size_t acceptable = 0;
  for (const Question& question : questions) {
    auto client = client::TurnClient::connect(
        server.url(), {.session_id = "question" + question.text.substr(0, 20)});
    ASSERT_TRUE(client.has_value()) << client.error().detail;
    const auto turn =
        (*client)->run(lab.say(question.text), {.pace = client::TurnOptions::Pace::at_once});
    ASSERT_TRUE(turn.has_value()) << turn.error().detail;
    EXPECT_EQ(turn->how, "spoken") << question.text;
    const bool is_right = is_acceptable(turn->response, question);
    acceptable += is_right ? 1 : 0;
    std::printf("  %s %-50s -> %s\n", is_right ? "yes" : "no ", turn->transcript.c_str(),
                turn->response.c_str());
  }
  std::printf("answered acceptably: %zu of %zu\n", acceptable, questions.size());
  EXPECT_GE(acceptable, questions.size() / 3)
      << "it answers far worse than when it was last looked at";
}

}  // namespace
}  // namespace hotpin::tests
