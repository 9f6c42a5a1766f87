#include "engine/llms/fallback_llm.hpp"

#include <gmock/gmock.h>

#include "base/chat_marks/mark_table.hpp"

#include <functional>
#include <string>
#include <vector>

#include "engine/context.hpp"
#include "engine/llms/unseen_picture.hpp"

namespace hotpin::engine {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using Role = ChatMessage::Role;

/// Says what it is told, inside the call.
class ToldLlm final : public Llm {
 public:
  explicit ToldLlm(std::vector<LlmEvent> events) : events_(std::move(events)) {}
  std::string_view name() const override { return "told"; }
  base::Status warm_up(const std::vector<ChatMessage>&) override { return base::ok(); }
  void generate(LlmRequest request, LlmSink sink, std::stop_token) override {
    asked.push_back(std::move(request));
    for (const LlmEvent& event : events_) sink(event);
  }
  std::vector<LlmRequest> asked;

 private:
  std::vector<LlmEvent> events_;
};

struct Heard {
  std::string text;
  std::vector<ToolCall> calls;
  std::vector<std::string> ends;
  int prompted = 0;
  LlmSink sink() {
    return [this](const LlmEvent& event) {
      if (const auto* delta = std::get_if<LlmDelta>(&event)) text += delta->text;
      if (const auto* error = std::get_if<base::Error>(&event)) ends.push_back(error->code);
      if (const auto* done = std::get_if<LlmDone>(&event)) {
        ends.emplace_back("done");
        calls.insert(calls.end(), done->tool_calls.begin(), done->tool_calls.end());
      }
      prompted += std::holds_alternative<LlmPrompted>(event);
    };
  }
};

const LlmRequest kRequest{"c", {{Role::user, "Hi"}}, 10};

/// Says when it goes.
class GoingLlm final : public Llm {
 public:
  GoingLlm(std::string name, std::vector<std::string>& gone)
      : name_(std::move(name)), gone_(gone) {}
  ~GoingLlm() override { gone_.push_back(name_); }
  GoingLlm(const GoingLlm&) = delete;
  GoingLlm& operator=(const GoingLlm&) = delete;
  std::string_view name() const override { return name_; }
  base::Status warm_up(const std::vector<ChatMessage>&) override { return base::ok(); }
  void generate(LlmRequest, LlmSink sink, std::stop_token) override {
    sinks.push_back(std::move(sink));
    if (name_ == "first") sinks.back()(base::Error{"gone", "gone"});
  }
  std::vector<LlmSink> sinks;

 private:
  const std::string name_;
  std::vector<std::string>& gone_;
};

struct Pair {
  Pair(std::vector<LlmEvent> first_says, std::vector<LlmEvent> second_says) {
    auto one = std::make_unique<ToldLlm>(std::move(first_says));
    auto two = std::make_unique<ToldLlm>(std::move(second_says));
    first = one.get();
    second = two.get();
    both = std::make_unique<FallbackLlm>(std::move(one), std::move(two));
  }
  ToldLlm* first;
  ToldLlm* second;
  std::unique_ptr<FallbackLlm> both;
};

TEST(FallbackLlm, TheSecondIsNotAskedWhenTheFirstAnswers) {
  Pair pair({LlmPrompted{}, LlmDelta{"Hello."}, LlmDone{}}, {LlmDelta{"no"}, LlmDone{}});
  Heard heard;
  pair.both->generate(kRequest, heard.sink(), {});
  EXPECT_EQ(heard.text, "Hello.");
  EXPECT_THAT(heard.ends, ElementsAre("done"));
  EXPECT_THAT(pair.second->asked, SizeIs(0));
}

TEST(FallbackLlm, TheSecondAnswersWhenTheFirstFails) {
  Pair pair({base::Error{"refused", ""}}, {LlmPrompted{}, LlmDelta{"Hello."}, LlmDone{}});
  Heard heard;
  pair.both->generate(kRequest, heard.sink(), {});
  EXPECT_EQ(heard.text, "Hello.");
  EXPECT_THAT(heard.ends, ElementsAre("done"));
  EXPECT_EQ(pair.second->asked.at(0).reply_so_far, "");
}

TEST(FallbackLlm, TheSecondGoesOnWhereTheFirstStopped) {
  Pair pair({LlmPrompted{}, LlmDelta{"The sky"}, LlmDelta{" is"}, base::Error{"cut", ""}},
            {LlmPrompted{}, LlmDelta{" blue."}, LlmDone{}});
  Heard heard;
  pair.both->generate(kRequest, heard.sink(), {});
  EXPECT_EQ(heard.text, "The sky is blue.");
  EXPECT_EQ(pair.second->asked.at(0).reply_so_far, "The sky is");
  EXPECT_EQ(heard.prompted, 1);
  EXPECT_THAT(heard.ends, ElementsAre("done"));
}

TEST(FallbackLlm, AThoughtThatIsCutOffIsClosedAndNotGoneOnWith) {
  Pair pair({LlmPrompted{}, LlmDelta{"Well, <think>it"}, LlmDelta{" is"}, base::Error{"cut", ""}},
            {LlmDelta{"blue."}, LlmDone{}});
  Heard heard;
  pair.both->generate(kRequest, heard.sink(), {});
  EXPECT_EQ(heard.text, "Well, <think>it is" + std::string(base::kLeaveHidden) + "blue.");
  EXPECT_EQ(pair.second->asked.at(0).reply_so_far, "Well, ");
  Pair closed({LlmDelta{"<think>hm</think>The sky"}, base::Error{"cut", ""}}, {LlmDone{}});
  closed.both->generate(kRequest, heard.sink(), {});
  EXPECT_EQ(closed.second->asked.at(0).reply_so_far, "The sky");
}

TEST(FallbackLlm, TheSecondIsShownNoMarksOfTheFirst) {
  for (const char* reply :
       {"<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>The "
        "sky",
        "[THINK]hm[/THINK]The sky", "hm</think>The sky", "<|im_start|>assistant\nThe sky"}) {
    Pair pair({LlmDelta{reply}, base::Error{"cut", ""}}, {LlmDelta{" is blue."}, LlmDone{}});
    Heard heard;
    pair.both->generate(kRequest, heard.sink(), {});
    EXPECT_EQ(pair.second->asked.at(0).reply_so_far, "The sky") << reply;
  }
}

TEST(FallbackLlm, ThoughtsAloneAreNoAnswer) {
  for (const char* reply :
       {"", "<think>hm</think>", "<think>hm", "<|channel|>analysis<|message|>hm", "<|im_end|>",
        " \n", "hm</think>\n"}) {
    Pair pair({LlmDelta{reply}, LlmDone{}}, {LlmDelta{"Blue."}, LlmDone{}});
    Heard heard;
    pair.both->generate(kRequest, heard.sink(), {});
    EXPECT_TRUE(heard.text.ends_with("Blue.")) << reply;
    EXPECT_THAT(heard.ends, ElementsAre("done")) << reply;
  }
}

TEST(FallbackLlm, ACancelledReplyStaysCancelled) {
  Pair pair({base::Error{kCancelled, ""}}, {LlmDelta{"no"}, LlmDone{}});
  Heard heard;
  pair.both->generate(kRequest, heard.sink(), {});
  EXPECT_THAT(heard.ends, ElementsAre("cancelled"));
  EXPECT_THAT(pair.second->asked, SizeIs(0));
}

/// Its replies go on with the second, and what the second is in the middle of must not keep it.
TEST(FallbackLlm, TheFirstGoesBeforeTheSecond) {
  std::vector<std::string> gone;
  auto second = std::make_unique<GoingLlm>("second", gone);
  GoingLlm& asked = *second;
  auto both =
      std::make_unique<FallbackLlm>(std::make_unique<GoingLlm>("first", gone), std::move(second));
  Heard heard;
  both->generate(kRequest, heard.sink(), {});
  ASSERT_EQ(asked.sinks.size(), 1U);
  const LlmSink under_way = std::move(asked.sinks.front());
  both.reset();
  EXPECT_THAT(gone, ElementsAre("first", "second"));
}

LlmRequest request_with_tools() {
  LlmRequest request = kRequest;
  request.tools = std::make_shared<std::vector<Tool>>(std::vector<Tool>{{"light", "", ""}});
  request.tool_choice = {ToolChoice::Mode::named, "light"};
  return request;
}

const LlmDone kCalling{.tool_calls = {{"1", "light", "{}"}}};

TEST(FallbackLlm, ACallWithoutAWordIsAnAnswer) {
  Pair pair({kCalling}, {LlmDelta{"no"}, LlmDone{}});
  Heard heard;
  pair.both->generate(request_with_tools(), heard.sink(), {});
  EXPECT_THAT(heard.calls, ElementsAre(kCalling.tool_calls[0]));
  EXPECT_THAT(heard.ends, ElementsAre("done"));
  EXPECT_THAT(pair.second->asked, SizeIs(0));
}

/// Calls come with the end, which the first does not reach.
TEST(FallbackLlm, AFailureInTheMiddleCallsOnce) {
  Pair pair({LlmPrompted{}, LlmDelta{"Let me "}, base::Error{"cut", ""}},
            {LlmPrompted{}, LlmDelta{"look."}, kCalling});
  Heard heard;
  pair.both->generate(request_with_tools(), heard.sink(), {});
  EXPECT_EQ(heard.text, "Let me look.");
  EXPECT_THAT(heard.calls, ElementsAre(kCalling.tool_calls[0]));
  EXPECT_THAT(heard.ends, ElementsAre("done"));
}

TEST(FallbackLlm, BothAreGivenTheTools) {
  Pair pair({base::Error{"refused", ""}}, {base::Error{kToolsUnsupported, ""}});
  Heard heard;
  const LlmRequest request = request_with_tools();
  pair.both->generate(request, heard.sink(), {});
  for (const ToldLlm* model : {pair.first, pair.second}) {
    EXPECT_EQ(model->asked.at(0).tools, request.tools);
    EXPECT_EQ(model->asked.at(0).tool_choice, request.tool_choice);
  }
  EXPECT_THAT(heard.ends, ElementsAre(kToolsUnsupported));
}

TEST(FallbackLlm, BothFailingIsOneError) {
  Pair pair({base::Error{"refused", ""}}, {base::Error{"overloaded", ""}});
  Heard heard;
  pair.both->generate(kRequest, heard.sink(), {});
  EXPECT_THAT(heard.ends, ElementsAre("overloaded"));
}

/// Of the server's persona, with an example, and of the client's own.
TEST(FallbackLlm, TheSecondGetsAShortHistory) {
  Pair pair({base::Error{"refused", ""}}, {LlmDelta{"Hello."}, LlmDone{}});
  const std::vector<ChatMessage> shared{
      {Role::system, "Be brief."}, {Role::user, "Hi"}, {Role::assistant, "Hello."}};
  const std::vector<ChatMessage> own{{Role::system, "Be a pirate."}};
  ASSERT_TRUE(pair.both->warm_up(shared));
  for (const auto& persona : {shared, own}) {
    LlmRequest request{"c", persona, 10};
    for (int turn = 0; turn < 10; ++turn) {
      request.messages.push_back({Role::user, "question"});
      request.messages.push_back({Role::assistant, "answer"});
    }
    request.messages.push_back({Role::user, "last question"});
    Heard heard;
    pair.both->generate(request, heard.sink(), {});
    const auto& asked = pair.second->asked.back().messages;
    ASSERT_THAT(asked, SizeIs(persona.size() + 3));
    EXPECT_EQ(asked.front().content, persona.front().content);
    EXPECT_EQ(asked.back().content, "last question");
  }
}

TEST(FallbackLlm, TheSecondOwnsUpThatItHasNotSeenThePicture) {
  Pair pair({base::Error{"upstream_500", "x"}}, {LlmDelta{"Hello."}, LlmDone{}});
  LlmRequest request = kRequest;
  request.picture = std::make_shared<Picture>(Picture{"image/png", "bytes"});
  Heard heard;
  pair.both->generate(request, heard.sink(), {});
  EXPECT_EQ(heard.text, kUnseenPicture);
  EXPECT_THAT(heard.ends, ElementsAre("done"));
  EXPECT_TRUE(pair.first->asked[0].picture);
  EXPECT_THAT(pair.second->asked, SizeIs(0));
}

TEST(FallbackLlm, TheSecondMakesUpNothingAboutAPicture) {
  Pair pair({LlmDelta{"It is a"}, base::Error{"stalled", "x"}}, {LlmDelta{" dog."}, LlmDone{}});
  LlmRequest request = kRequest;
  request.picture = std::make_shared<Picture>(Picture{"image/png", "bytes"});
  Heard heard;
  pair.both->generate(request, heard.sink(), {});
  EXPECT_EQ(heard.text, "It is a");
  EXPECT_THAT(heard.ends, ElementsAre("stalled"));
  EXPECT_THAT(pair.second->asked, SizeIs(0));
}

}  // namespace
}  // namespace hotpin::engine
