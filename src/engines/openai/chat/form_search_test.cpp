#include "engines/openai/chat/form_search.hpp"

#include <gmock/gmock.h>

#include "support/net/held_http_client.hpp"

namespace hotpin::engines::openai {
namespace {

using testing::HasSubstr;
using testing::Not;
using Role = engine::ChatMessage::Role;

const std::string kNoSeed = R"({"error":{"message":"Unknown parameter: 'seed'."}})";
const std::string kTooLong =
    R"({"error":{"message":"maximum context length exceeded","code":"context_length_exceeded"}})";

struct Forms : testing::Test {
  engine::LlmRequest request() const {
    engine::LlmRequest request{"c", {}, 80};
    for (int i = 0; i < 8; ++i) {
      request.messages.push_back({Role::user, "question " + std::to_string(i)});
      request.messages.push_back({Role::assistant, "answer " + std::to_string(i)});
    }
    request.messages.push_back({Role::user, "last words"});
    request.sampling.seed = 7;
    return request;
  }
  bool refuse(FormSearch& search, const std::string& body, int status = 400) {
    return search.heed({status, {}}, body);
  }

  tests::HeldHttpClient client;
  std::shared_ptr<base::SharedPage> page = base::SharedPage::create().value();
  Endpoint endpoint{"http://host:9300/v1", "", "toy"};
  ChatService service{.client = client,
                      .endpoint = endpoint,
                      .options = {endpoint.model, ""},
                      .upstream = Upstream(*page, endpoint.host()),
                      .routes = Routes(endpoint, "/chat/completions", *page, endpoint.host()),
                      .memory = ChatMemory(*page, endpoint.host(), chat_members({})),
                      .first_token_limit = {},
                      .stall_limit = {},
                      .thinking_limit = {}};
};

TEST_F(Forms, WhatTheServiceObjectsToIsLeftOutAndRememberedOnceItAnswers) {
  service.sampling = request().sampling;
  FormSearch first(service, request());
  EXPECT_THAT(first.next().body, HasSubstr("\"seed\""));
  ASSERT_TRUE(refuse(first, kNoSeed));
  EXPECT_THAT(first.next().body, Not(HasSubstr("\"seed\"")));
  EXPECT_THAT(FormSearch(service, request()).next().body, HasSubstr("\"seed\""));
  first.worked();
  EXPECT_THAT(FormSearch(service, request()).next().body, Not(HasSubstr("\"seed\"")));
}

TEST_F(Forms, WhatAClientChoseForItselfIsNotRemembered) {
  FormSearch first(service, request());
  first.next();
  ASSERT_TRUE(refuse(first, kNoSeed));
  first.next();
  first.worked();
  EXPECT_THAT(FormSearch(service, request()).next().body, HasSubstr("\"seed\""));
}

TEST_F(Forms, AShorterConversationIsRememberedButNotWithAPicture) {
  for (const bool has_picture : {true, false}) {
    engine::LlmRequest seen = request();
    if (has_picture) seen.picture = std::make_shared<engine::Picture>();
    FormSearch first(service, seen);
    first.next();
    ASSERT_TRUE(refuse(first, kTooLong));
    EXPECT_TRUE(first.is_too_long());
    EXPECT_THAT(first.next().body, Not(HasSubstr("question 0")));
    EXPECT_FALSE(first.is_too_long());
    first.worked();
    const std::string body = FormSearch(service, request()).next().body;
    EXPECT_EQ(body.find("question 0") != std::string::npos, has_picture);
  }
}

TEST_F(Forms, AnotherPlaceIsAskedInTheSameForm) {
  FormSearch first(service, request());
  const net::ClientRequest asked = first.next();
  ASSERT_TRUE(refuse(first, "404 page not found", 404));
  const net::ClientRequest elsewhere = first.next();
  EXPECT_NE(elsewhere.url, asked.url);
  EXPECT_EQ(elsewhere.body, asked.body);
}

TEST_F(Forms, TheSearchEnds) {
  FormSearch first(service, request());
  int asked = 0;
  do {
    first.next();
    ++asked;
  } while (refuse(first, kTooLong));
  EXPECT_GT(asked, 1);
  EXPECT_LE(asked, 11);
  EXPECT_TRUE(first.is_too_long());
}

TEST_F(Forms, WhatIsNoObjectionToTheFormEndsIt) {
  FormSearch first(service, request());
  first.next();
  EXPECT_FALSE(refuse(first, R"({"error":{"message":"out of memory"}})", 500));
}

}  // namespace
}  // namespace hotpin::engines::openai
