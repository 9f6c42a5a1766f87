#include "session/llm_choice.hpp"

#include <gmock/gmock.h>

#include "support/fake_conversation.hpp"

namespace hotpin::session {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::FakeConversation;

const LlmChoice kUsual{.sampling = {.temperature = 0.3, .seed = 1, .stop_words = {"END"}},
                       .max_tokens = 80,
                       .most_tokens = 200};

TEST(LlmChoice, IsTheServersWhereTheClientAsksForNothing) {
  const LlmChoice made = choose_llm(kUsual, {});
  EXPECT_EQ(made.sampling, kUsual.sampling);
  EXPECT_EQ(made.max_tokens, 80);
}

TEST(LlmChoice, IsTheClientsWithinBounds) {
  const LlmChoice made = choose_llm(kUsual, {.temperature = 0,
                                             .top_p = 0.9,
                                             .repetition_penalty = 1.1,
                                             .seed = 2,
                                             .stop = {{"one", "two"}},
                                             .max_tokens = 100});
  EXPECT_EQ(made.sampling, (engine::Sampling{.temperature = 0,
                                             .top_p = 0.9,
                                             .repetition_penalty = 1.1,
                                             .seed = 2,
                                             .stop_words = {"one", "two"}}));
  EXPECT_EQ(made.max_tokens, 100);
  EXPECT_EQ(made.more_tokens, 100) << "no more than it asked for";
  EXPECT_EQ(choose_llm(kUsual, {.max_tokens = 4096}).max_tokens, 200);
  EXPECT_EQ(choose_llm(kUsual, {.max_tokens = 8}).max_tokens, 8);
  EXPECT_THAT(choose_llm(kUsual, {.stop = {{}}}).sampling.stop_words, testing::IsEmpty());
}

/// What the model gets of it, and what becomes of its reply: the last message of one turn.
std::string answer(const std::string& script, const protocol::LlmWish& wish,
                   const LlmChoice& usual = {}) {
  FakeConversation server(script, {.llm = usual});
  auto client = server.join({.session_id = "a", .traits = tests::kStreamed, .llm = wish});
  client.session->on_event(protocol::TextIn{"hi"});
  server.run();
  return client.link->take().back();
}

TEST(LlmChoice, ReachesTheModelInEveryTurn) {
  EXPECT_EQ(answer("llm_reply={llm}", {}), "completed 1 spoken: tokens=80");
  EXPECT_EQ(answer("llm_reply={llm}", {.seed = 7}, kUsual),
            "completed 1 spoken: temperature=0.3,seed=7,tokens=80");
  EXPECT_EQ(answer("llm_reply={llm}",
                   {.temperature = 0.7, .top_p = 0.9, .repetition_penalty = 1.1, .max_tokens = 9},
                   kUsual),
            "completed 1 spoken: temperature=0.7,top_p=0.9,penalty=1.1,seed=1,tokens=9");
}

TEST(LlmChoice, StopWordsEndTheReply) {
  EXPECT_EQ(answer("llm_reply=It is so. END And more.", {}, kUsual),
            "completed 1 spoken: It is so.");
  EXPECT_EQ(answer("llm_reply=It is so. END And more.", {.stop = {{"And"}}}, kUsual),
            "completed 1 spoken: It is so. END");
  EXPECT_EQ(answer("llm_reply=It is so. END And more.", {.stop = {{}}}, kUsual),
            "completed 1 spoken: It is so. END And more.");
  // The fake's pieces are words: this one is cut over two of them.
  EXPECT_EQ(answer("llm_reply=I am not sure about that.", {.stop = {{"ot su"}}}),
            "completed 1 spoken: I am n");
  EXPECT_THAT(answer("llm_reply=END", {}, kUsual), HasSubstr("failed")) << "nothing was said";
}

TEST(LlmChoice, TheLengthOfAReplyIsItsClients) {
  const std::string story =
      "llm_reply=Once there was a cat. It had a big red hat. The hat was very old now.";
  EXPECT_EQ(answer(story, {.max_tokens = 10}), "completed 1 spoken: Once there was a cat.");
  EXPECT_EQ(answer(story, {.max_tokens = 14}),
            "completed 1 spoken: Once there was a cat. It had a big red hat.");
}

TEST(LlmChoice, AReplyIsLongerWhereMoreIsAskedFor) {
  const auto tokens = [](const std::string& words, const protocol::LlmWish& wish = {}) {
    FakeConversation server("llm_reply={llm}");
    auto client = server.join({.session_id = "a", .traits = tests::kStreamed, .llm = wish});
    client.session->on_event(protocol::TextIn{words});
    server.run();
    return client.link->take().back();
  };
  EXPECT_THAT(tokens("what is rain"), HasSubstr("tokens=80"));
  EXPECT_THAT(tokens("tell me a story"), HasSubstr("tokens=240"));
  EXPECT_THAT(tokens("tell me a story", {.max_tokens = 100}), HasSubstr("tokens=100"));
}

TEST(LlmChoice, APaceThatIsAskedForIsThatOfTheAnswerAndOfWhatFollows) {
  FakeConversation server("llm_reply=All right then.");
  auto client = server.connect("a");
  const auto audio_of = [&](const std::string& words) {
    client.link->audio.clear();
    client.session->on_event(protocol::TextIn{words});
    server.run();
    std::size_t samples = 0;
    for (const auto& [turn, pcm] : client.link->audio) samples += pcm.size();
    return static_cast<double>(samples);
  };
  const double usual = audio_of("hello");
  EXPECT_NEAR(audio_of("slower please") / usual, 1.25, 0.02);
  EXPECT_NEAR(audio_of("what is slower than a snail") / usual, 1.25, 0.02);
  EXPECT_NEAR(audio_of("even slower") / usual, 1.56, 0.02);
  EXPECT_NEAR(audio_of("normal speed please") / usual, 1, 0.02);
  EXPECT_NEAR(audio_of("could you speak faster") / usual, 0.8, 0.02);
}

/// Before the turn is over, too; and only the turn's own words count.
TEST(LlmChoice, AnAnswerThatIsBegunAheadHasThePaceThatItsWordsAskFor) {
  const auto audio_of = [](const std::string& words) {
    FakeConversation server("llm_reply=All right then.;stt_text=" + words);
    auto client = server.connect("a");
    client.speak(500);
    server.run(500);
    client.speak(500, 0);
    server.run(500);
    client.end_of_speech();
    server.run();
    EXPECT_THAT(client.link->ledgers.at(0).labels, Contains(testing::Pair("ahead", "yes")));
    std::size_t samples = 0;
    for (const auto& [turn, pcm] : client.link->audio) samples += pcm.size();
    return static_cast<double>(samples);
  };
  EXPECT_NEAR(audio_of("speak slower please") / audio_of("hello my friend"), 1.25, 0.02);
}

}  // namespace
}  // namespace hotpin::session
