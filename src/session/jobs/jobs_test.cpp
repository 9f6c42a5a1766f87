// What all kinds of jobs have in common, and the two that need no file of their own: answers and
// pictures.
#include "session/jobs/jobs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/llms/wrapped_llm.hpp"
#include "session/jobs/answer_job.hpp"
#include "support/fake_conversation.hpp"
#include "support/moody_store.hpp"

namespace hotpin::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Role = protocol::Answer::Message::Role;

/// Writes down what jobs report: "1 text", "2 ended", "3 ended busy".
class JobLines final : public session::Link {
 public:
  void send(const protocol::ServerEvent& event) override {
    const auto* report = std::get_if<protocol::JobReport>(&event);
    if (report == nullptr) return;
    const std::string id = std::to_string(report->id) + " ";
    if (const auto* text = std::get_if<protocol::JobText>(&report->what)) {
      ++pieces;
      answer += text->text;
    } else if (const auto* ended = std::get_if<protocol::JobEnded>(&report->what)) {
      lines.push_back(id + "ended" + (ended->failure ? " " + ended->failure->code : ""));
      if (ended->failure) detail = ended->failure->detail;
    }
  }
  double unsent_ms() const override { return 0; }
  void close(const protocol::CloseReason&) override {}

  /// Everything since the last call.
  std::vector<std::string> take() { return std::exchange(lines, {}); }

  std::vector<std::string> lines;
  std::string detail;  // of the last failure
  std::string answer;  // all texts
  int pieces = 0;
};

/// Tells which conversations it was asked about, and which are forgotten.
class ForgettingLlm final : public engine::WrappedLlm {
 public:
  using WrappedLlm::WrappedLlm;
  void generate(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) override {
    asked.push_back(request.conversation);
    stops.push_back(stop);
    WrappedLlm::generate(std::move(request), std::move(sink), std::move(stop));
  }
  void forget(const std::string& conversation) override { forgotten.push_back(conversation); }

  std::vector<std::string> asked;
  std::vector<std::stop_token> stops;
  std::vector<std::string> forgotten;
};

/// So many turns, then none for a while.
class CountedTurns final : public session::Account {
 public:
  std::optional<base::Duration> take_turn(base::TimePoint) const override {
    if (left == 0) return base::Milliseconds(11'200);
    --left;
    return std::nullopt;
  }
  bool may_take_turn(base::TimePoint) const override { return left > 0; }

  mutable int left = 1;
};

/// A client with jobs and nothing else.
struct Worker {
  explicit Worker(const std::string& script = "", Unusual unusual = {},
                  std::shared_ptr<const session::Account> account = {})
      : server(script, {}, std::move(unusual)),
        jobs(server.services, link, server.executor, std::move(account)) {}

  void ask(protocol::JobId id, const std::string& words, const protocol::LlmWish& llm = {}) {
    jobs.on_request({id, protocol::Answer{{{Role::user, words}}, llm}});
  }
  void keep_picture(protocol::JobId id) {
    jobs.on_request({id, protocol::KeepPicture{"a", "bytes"}});
  }
  void cancel(protocol::JobId id) { jobs.on_request({id, protocol::JobCancelled{}}); }
  std::string answer_to(const std::string& words, const protocol::LlmWish& llm = {}) {
    link->answer.clear();
    ask(1, words, llm);
    server.run();
    return link->answer;
  }

  FakeConversation server;
  std::shared_ptr<JobLines> link = std::make_shared<JobLines>();
  session::Jobs jobs;
};

TEST(AnswerJob, TheAnswerComesPieceByPiece) {
  Worker worker("llm_token_ms=10");
  EXPECT_EQ(worker.answer_to("good morning"), "You said: good morning.");
  EXPECT_GT(worker.link->pieces, 1);
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended"));
  EXPECT_TRUE(worker.jobs.work().expired());
}

TEST(AnswerJob, TheModelGetsTheseMessagesAndNoOthers) {
  Worker worker("llm_reply={turns} turns and {system} and {user}");
  worker.server.services->persona.push_back({engine::ChatMessage::Role::system, "be kind"});
  worker.jobs.on_request({1, protocol::Answer{{{Role::system, "be brief"},
                                               {Role::user, "one"},
                                               {Role::assistant, "two"},
                                               {Role::user, "three"}},
                                              {}}});
  worker.server.run();
  EXPECT_EQ(worker.link->answer, "2 turns and be brief and three");
}

TEST(AnswerJob, TheModelWritesAsIsWished) {
  Worker worker("llm_reply={llm}");
  EXPECT_EQ(worker.answer_to("hello", {.temperature = 0.5, .max_tokens = 16}),
            "temperature=0.5,tokens=16");
}

TEST(AnswerJob, ItEndsInFrontOfAStopWord) {
  Worker worker("llm_reply=one two three four five;llm_token_ms=10");
  EXPECT_EQ(worker.answer_to("count", {.stop = std::vector<std::string>{"four"}}),
            "one two three ");
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended"));
}

TEST(AnswerJob, ThoughtsAndMarksAreNoPartOfIt) {
  Worker worker("llm_reply=<think>what now</think>Good day.<|im_end|>");
  EXPECT_EQ(worker.answer_to("hello"), "Good day.");
}

TEST(AnswerJob, AThoughtThatIsExpectedWaitsForItsEnd) {
  Worker worker("llm_reply=what now </think>Good day.");
  worker.server.services->thoughts->seen();
  EXPECT_EQ(worker.answer_to("hello"), "Good day.");
}

TEST(AnswerJob, AnAnswerInPlaceOfTheThoughtThatWasExpectedIsGivenWhole) {
  Worker worker("llm_reply=Good day.");
  worker.server.services->thoughts->seen();
  EXPECT_EQ(worker.answer_to("hello"), "Good day.");
}

TEST(AnswerJob, WhatCameBeforeAFailureIsReported) {
  Worker worker("fail=llm_late");
  EXPECT_EQ(worker.answer_to("a b c"), "You said: a");
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended llm_failed"));
  EXPECT_EQ(worker.link->detail, "The language model failed.");
}

TEST(AnswerJob, AModelThatDoesNotAnswerIsNotWaitedForLong) {
  for (const char* script : {"hang=llm", "hang=llm_late"}) {
    Worker worker(script);
    worker.ask(1, "a b c");
    worker.server.run(19'000);
    EXPECT_THAT(worker.link->take(), IsEmpty()) << script;
    worker.server.run(2'000);
    EXPECT_THAT(worker.link->take(), ElementsAre("1 ended llm_timeout")) << script;
  }
}

TEST(AnswerJob, WhatIsNoQuestionIsAFaultOfTheRequest) {
  Worker worker;
  const auto code_of = [&worker](std::vector<protocol::Answer::Message> messages) {
    worker.jobs.on_request({1, protocol::Answer{std::move(messages), {}}});
    worker.server.run();
    const auto lines = worker.link->take();
    return lines.empty() ? "" : lines.back();
  };
  using Message = protocol::Answer::Message;
  EXPECT_EQ(code_of({}), "1 ended bad_job");
  EXPECT_EQ(code_of({{Role::user, "hello"}, {Role::assistant, "yes"}}), "1 ended bad_job");
  EXPECT_EQ(code_of(std::vector<Message>(65, {Role::user, "hello"})), "1 ended bad_job");
  EXPECT_EQ(code_of({{Role::user, std::string(65'537, 'a')}}), "1 ended bad_job");
  EXPECT_EQ(code_of(std::vector<Message>(64, {Role::user, std::string(1024, 'a')})), "1 ended");
}

TEST(AnswerJob, TheModelForgetsItWhenItHasEndedOrIsCancelled) {
  ForgettingLlm* llm = nullptr;
  Worker worker("llm_token_ms=100", {.llm = [&llm](std::unique_ptr<engine::Llm> inner) {
                  auto made = std::make_unique<ForgettingLlm>(std::move(inner));
                  llm = made.get();
                  return made;
                }});
  worker.answer_to("hello");
  ASSERT_EQ(llm->asked.size(), 1U);
  EXPECT_EQ(llm->forgotten, llm->asked);
  worker.ask(2, "hello");
  worker.server.run(150);
  EXPECT_FALSE(llm->stops[1].stop_requested());
  const int before = worker.link->pieces;
  worker.cancel(2);
  EXPECT_TRUE(llm->stops[1].stop_requested());
  worker.server.run();
  EXPECT_EQ(worker.link->pieces, before);
  EXPECT_EQ(llm->forgotten, llm->asked);
  EXPECT_NE(llm->asked[0], llm->asked[1]);
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended")) << "and no end of the cancelled one";
}

TEST(KeepPictureJob, EndsWhenTheStoreHasIt) {
  Worker worker;
  worker.keep_picture(1);
  EXPECT_FALSE(worker.jobs.work().expired());
  worker.server.run();
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended"));
  EXPECT_EQ(worker.server.services->pictures->kept(), 1);
  EXPECT_TRUE(worker.jobs.work().expired());
}

TEST(KeepPictureJob, SaysThatItCannotBeKept) {
  Worker without;
  without.server.services->pictures = nullptr;
  without.keep_picture(1);
  EXPECT_THAT(without.link->take(), ElementsAre("1 ended busy"));
  EXPECT_EQ(without.link->detail, "pictures cannot be kept now");

  auto moody = std::make_unique<MoodyStore>();
  MoodyStore& away = *moody;
  Worker worker("", {.store = std::move(moody)});
  away.fault = [](const std::string&) { return store::kUnavailable; };
  worker.keep_picture(2);
  worker.server.run();
  EXPECT_THAT(worker.link->take(), ElementsAre("2 ended busy"));
}

TEST(Jobs, WhatIsTooMuchAtOnceIsRefused) {
  Worker worker("llm_first_token_ms=1000");
  for (protocol::JobId id = 1; id <= session::Jobs::kMost; ++id) worker.ask(id, "hello");
  worker.ask(9, "hello");
  EXPECT_THAT(worker.link->take(), ElementsAre("9 ended busy"));
  worker.cancel(2);
  worker.ask(9, "hello");
  worker.server.run();
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended", "3 ended", "4 ended", "9 ended"));
}

TEST(Jobs, EachButAPictureCountsAsATurnOfItsAccount) {
  const auto account = std::make_shared<CountedTurns>();
  Worker worker("", {}, account);
  worker.jobs.on_request({1, protocol::Answer{}});
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended bad_job"));
  EXPECT_EQ(account->left, 1) << "what was not begun costs nothing";
  worker.ask(2, "hello");
  worker.server.run();
  EXPECT_THAT(worker.link->take(), ElementsAre("2 ended"));
  worker.ask(3, "hello");
  worker.jobs.on_request({4, protocol::Speak{"Hello."}});
  worker.jobs.on_request({5, protocol::Transcribe{}});
  EXPECT_THAT(worker.link->take(), ElementsAre("3 ended busy", "4 ended busy", "5 ended busy"));
  EXPECT_THAT(worker.link->detail, HasSubstr("again in 12 s"));
  worker.keep_picture(6);
  worker.server.run();
  EXPECT_THAT(worker.link->take(), ElementsAre("6 ended"));
}

TEST(Jobs, WhatIsSentForNoJobIsSilence) {
  Worker worker;
  worker.jobs.on_request({1, protocol::JobAudio{{1, 2, 3}}});
  worker.jobs.on_request({1, protocol::JobInputEnded{}});
  worker.cancel(1);
  worker.ask(2, "hello");
  worker.jobs.on_request({2, protocol::JobAudio{{1, 2, 3}}});
  worker.jobs.on_request({2, protocol::JobInputEnded{}});
  worker.server.run();
  EXPECT_EQ(worker.link->answer, "You said: hello.");
  EXPECT_THAT(worker.link->take(), ElementsAre("2 ended"));
}

TEST(Jobs, ANumberIsUsedAgainWhenItsJobHasEndedAndNotBefore) {
  Worker worker("llm_first_token_ms=1000");
  worker.ask(1, "one");
  worker.ask(1, "two");
  worker.server.run();
  EXPECT_EQ(worker.link->answer, "You said: one.");
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended"));
  worker.ask(1, "three");
  worker.server.run();
  EXPECT_THAT(worker.link->take(), ElementsAre("1 ended"));
}

TEST(Jobs, NothingIsLeftOfAnyKindWhenTheClientIsGone) {
  Worker worker("stt_ms=1000;llm_first_token_ms=1000;tts_ms=1000");
  worker.jobs.on_request({1, protocol::Transcribe{}});
  worker.jobs.on_request({1, protocol::JobAudio{std::vector<std::int16_t>(16'000, 5000)}});
  worker.jobs.on_request({1, protocol::JobInputEnded{}});
  worker.jobs.on_request({2, protocol::Speak{"Hello there."}});
  worker.ask(3, "hello");
  worker.keep_picture(4);
  const std::weak_ptr<void> work = worker.jobs.work();
  EXPECT_FALSE(work.expired());
  worker.jobs.stop();
  EXPECT_TRUE(work.expired());
  worker.ask(5, "hello");
  EXPECT_TRUE(worker.jobs.work().expired());
  worker.server.run();
  EXPECT_THAT(worker.link->take(), IsEmpty());
  EXPECT_EQ(worker.link->pieces, 0);
}

}  // namespace
}  // namespace hotpin::tests
