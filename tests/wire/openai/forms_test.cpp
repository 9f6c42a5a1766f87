#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <string>

#include "wire/openai_client.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using Role = engine::ChatMessage::Role;

/// A service that refuses a request while `objects` to it, and keeps those that it took.
class Picky {
 public:
  using Objects = std::function<bool(const std::string& body)>;
  Picky(int status, std::string refusal, Objects objects)
      : upstream_(
            [this, status, refusal, objects](UpstreamPeer& peer, const UpstreamRequest& request) {
              if (objects(request.body)) return peer.answer(status, refusal);
              {
                const std::lock_guard lock(mutex_);
                taken_ = request.body;
              }
              peer.stream(kWords);
            }) {}

  std::string url() const { return upstream_.url(); }
  int requests() const { return upstream_.requests(); }
  /// The last request that it took; "" for none.
  std::string taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  mutable std::mutex mutex_;
  std::string taken_;
  ScriptedUpstream upstream_;
};

Picky::Objects holding(const std::string& member) {
  return [member](const std::string& body) {
    return body.find("\"" + member + "\":") != std::string::npos;
  };
}

/// The system's message and `exchanges`, then the new words.
engine::LlmRequest talk(int exchanges) {
  engine::LlmRequest request{"c", {{Role::system, "Be kind."}}, 80};
  for (int i = 0; i < exchanges; ++i) {
    request.messages.push_back({Role::user, "question " + std::to_string(i)});
    request.messages.push_back({Role::assistant, "answer " + std::to_string(i)});
  }
  request.messages.push_back({Role::user, "the new words"});
  return request;
}

std::string ask(Client& client, engine::LlmRequest request) {
  const auto recorder = std::make_shared<LlmRecorder>();
  client.llm->generate(std::move(request), recorder->sink(), {});
  EXPECT_TRUE(recorder->wait());
  return recorder->error().empty() ? recorder->text() : "!" + recorder->error();
}

std::size_t messages_in(const std::string& body) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = body.find("\"role\":", at)) != std::string::npos; ++at) ++count;
  return count;
}

struct Objection {
  const char* member;
  int status;
  const char* refusal;
};

TEST(OpenAiForms, AMemberThatIsRefusedIsLeftOutFromThenOn) {
  for (const auto& [member, status, refusal] : std::vector<Objection>{
           {"max_tokens", 400,
            R"({"error":{"message":"max_tokens is unsupported, use max_completion_tokens"}})"},
           {"stream_options", 422,
            R"({"error":{"message":"stream_options: extra inputs are not permitted"}})"},
           {"stream_options", 422,
            R"({"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"x"}]})"},
           {"temperature", 400,
            R"({"error":{"message":"Only the default (1) is supported","param":"temperature"}})"},
           {"reasoning_effort", 400, "Unrecognized request argument supplied: reasoning_effort"},
           {"stream_options", 501, R"({"error":"'stream_options' is not implemented"})"},
           {"stop", 500, R"({"error":{"message":"Unknown parameter: 'stop'"}})"},
       }) {
    Picky service(status, refusal, holding(member));
    Client client(service.url(),
                  patient({{"HOTPIN_LLM_EXTRA",
                            R"({"temperature":0,"reasoning_effort":"none","stop":["x"]})"}}));
    EXPECT_EQ(client.ask(), "Hello there.") << refusal;
    EXPECT_EQ(client.ask(), "Hello there.") << refusal;
    EXPECT_EQ(service.requests(), 3) << refusal;
  }
}

TEST(OpenAiForms, TheAmountGoesByTheNameThatIsTaken) {
  Picky service(400, R"({"error":{"message":"max_tokens is unsupported"}})", holding("max_tokens"));
  Client client(service.url(), patient());
  ask(client, talk(0));
  EXPECT_THAT(service.taken(), HasSubstr(R"("max_completion_tokens":80)"));
}

engine::LlmRequest warm_talk(double temperature) {
  engine::LlmRequest request = talk(0);
  request.sampling.temperature = temperature;
  return request;
}

/// What is wrong with one client's choice says nothing of the others'.
TEST(OpenAiForms, WhatAClientChoseForItselfTeachesNothing) {
  Picky service(400, R"({"error":{"message":"temperature: range: 0..1"}})",
                [](const std::string& body) {
                  return body.find("\"temperature\":2E0") != std::string::npos;
                });
  Client client(service.url(), patient({{"HOTPIN_LLM_TEMPERATURE", "0.5"}}));
  EXPECT_EQ(ask(client, warm_talk(2)), "Hello there.");
  EXPECT_THAT(service.taken(), testing::Not(HasSubstr("temperature")));
  EXPECT_EQ(service.requests(), 2);
  EXPECT_EQ(ask(client, warm_talk(0.5)), "Hello there.");
  EXPECT_THAT(service.taken(), HasSubstr("\"temperature\":5E-1"));
  EXPECT_EQ(service.requests(), 3);
}

TEST(OpenAiForms, WhatTheServerIsSetToIsLearnt) {
  Picky service(400, R"({"error":{"message":"temperature is unsupported"}})",
                holding("temperature"));
  Client client(service.url(), patient({{"HOTPIN_LLM_TEMPERATURE", "0.5"}}));
  EXPECT_EQ(ask(client, warm_talk(0.5)), "Hello there.");
  EXPECT_EQ(ask(client, warm_talk(0.5)), "Hello there.");
  EXPECT_EQ(service.requests(), 3);
}

/// One after the other, each named by itself.
TEST(OpenAiForms, SeveralThingsAreLearntInOneTurn) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    for (const char* name : {"max_tokens", "stream_options", "temperature", "top_p"}) {
      if (holding(name)(request.body)) {
        return peer.answer(400, "{\"error\":{\"message\":\"Unsupported parameter: '" +
                                    std::string(name) + "'\"}}");
      }
    }
    if (request.body.find("\"role\":\"system\"") != std::string::npos) {
      return peer.answer(400, R"({"error":{"message":"System role not supported"}})");
    }
    peer.stream(kWords);
  });
  Client client(upstream.url(), patient({{"HOTPIN_LLM_EXTRA", R"({"temperature":0,"top_p":1})"}}));
  EXPECT_EQ(ask(client, talk(0)), "Hello there.");
  EXPECT_EQ(upstream.requests(), 6);
  EXPECT_EQ(ask(client, talk(1)), "Hello there.");
  EXPECT_EQ(upstream.requests(), 7);
}

TEST(OpenAiForms, WhatOneWorkerLearntAllKnow) {
  Picky service(400, R"({"error":{"message":"unknown field: stream_options"}})",
                holding("stream_options"));
  Client first(service.url(), patient());
  EXPECT_EQ(first.ask(), "Hello there.");
  Client second(service.url(), patient(), first.page);
  EXPECT_EQ(second.ask(), "Hello there.");
  EXPECT_EQ(service.requests(), 3);
}

/// Nothing is remembered that did not help, and a service that objects for ever is left alone.
TEST(OpenAiForms, AnObjectionThatNothingMendsEnds) {
  Picky service(400, R"({"error":{"message":"Unsupported parameter: 'stream_options'"}})",
                [](const std::string&) { return true; });
  Client client(service.url(), patient());
  EXPECT_EQ(client.ask(), "!upstream_400");
  EXPECT_THAT(client.detail, HasSubstr("HOTPIN_LLM_EXTRA"));
  EXPECT_EQ(service.requests(), 2);
  EXPECT_EQ(client.ask(), "!upstream_400");
  EXPECT_EQ(service.requests(), 4);
}

TEST(OpenAiForms, ALowerAmountIsAskedFor) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    const bool is_low = request.body.find(R"("max_tokens":50)") != std::string::npos;
    if (is_low) return peer.stream(kWords);
    peer.answer(400, R"({"error":{"message":"max_tokens must be less than or equal to 50"}})");
  });
  Client client(upstream.url(), patient());
  EXPECT_EQ(ask(client, talk(0)), "Hello there.");
  EXPECT_EQ(ask(client, talk(0)), "Hello there.");
  EXPECT_EQ(upstream.requests(), 3);
}

TEST(OpenAiForms, ARefusedSystemRoleGoesIntoTheFirstWords) {
  for (const char* refusal :
       {R"({"error":{"message":"System role not supported"}})",
        R"({"error":{"message":"Conversation roles must alternate user/assistant/user/..."}})"}) {
    Picky service(400, refusal, [](const std::string& body) {
      return body.find("\"role\":\"system\"") != std::string::npos;
    });
    Client client(service.url(), patient());
    EXPECT_EQ(ask(client, talk(1)), "Hello there.") << refusal;
    EXPECT_EQ(ask(client, talk(1)), "Hello there.") << refusal;
    EXPECT_EQ(service.requests(), 3) << refusal;
    EXPECT_THAT(service.taken(), HasSubstr(R"(Be kind.\n\nquestion 0)"));
  }
}

/// Twelve turns of one conversation; every form of the refusal.
TEST(OpenAiForms, TooLongIsAskedAgainWithLessAndNoMoreIsSentLater) {
  for (
      const auto& [status, refusal] : std::vector<std::pair<int, const char*>>{
          {400,
           R"~({"error":{"message":"request exceeds the context size (context_length_exceeded)"}})~"},
          {413, R"({"error":{"message":"Request too large"}})"},
          {413, "<html>413 Request Entity Too Large</html>"},
          {500, R"({"error":{"message":"context size exceeded"}})"},
          {422,
           R"({"error":"`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 80 `max_new_tokens`"})"},
      }) {
    Picky service(status, refusal, [](const std::string& body) { return messages_in(body) > 10; });
    Client client(service.url(), patient());
    for (int turn = 0; turn < 12; ++turn) {
      EXPECT_EQ(ask(client, talk(turn)), "Hello there.") << refusal << turn;
    }
    EXPECT_EQ(service.requests(), 13) << refusal;
    EXPECT_THAT(service.taken(),
                testing::AllOf(HasSubstr("the new words"), HasSubstr("answer 10"),
                               HasSubstr("Be kind."), Not(HasSubstr("answer 0\""))));
  }
}

/// LM Studio says it inside a stream with status 200.
TEST(OpenAiForms, AnObjectionInsideTheStreamIsHeededToo) {
  ScriptedUpstream upstream([](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (messages_in(request.body) <= 4) return peer.stream(kWords);
    peer.begin_stream();
    peer.chunk(
        "event: error\ndata: {\"error\":{\"message\":\"The number of tokens to keep from the "
        "initial prompt is greater than the context length\"}}\n\n");
    peer.send("0\r\n\r\n");
  });
  Client client(upstream.url(), patient());
  EXPECT_EQ(ask(client, talk(4)), "Hello there.");
  EXPECT_EQ(upstream.requests(), 3);
}

/// The budget is for failures: sixty turns earn a dozen retries, and none is taken here.
TEST(OpenAiForms, AnotherFormIsNoRetry) {
  std::atomic<int> count{0};
  ScriptedUpstream upstream([&](UpstreamPeer& peer, const UpstreamRequest& request) {
    if (holding("stream_options")(request.body)) {
      return peer.answer(400, R"({"error":{"message":"unknown field stream_options"}})");
    }
    if (count++ == 0) return peer.answer(503, "{}");
    peer.stream(kWords);
  });
  Client client(upstream.url(), patient());
  EXPECT_EQ(client.ask(), "Hello there.") << "the one retry is still there";
  EXPECT_EQ(upstream.requests(), 3);
}

}  // namespace
}  // namespace hotpin::tests
