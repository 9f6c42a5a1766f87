#include "protocols/hotpin/http/http_answer.hpp"

#include <gtest/gtest.h>

#include "support/hotpin/http_probe.hpp"

namespace hotpin::protocols::hotpin {
namespace {

tests::HttpProbe asked() { return tests::HttpProbe(make_known_answer(json_answer(200, "{}\n"))); }

TEST(HotpinKnownAnswer, ComesOnceTheRequestIsOver) {
  tests::HttpProbe client = asked();
  EXPECT_TRUE(client.give("a body that", false).empty());
  EXPECT_FALSE(client.head);
  EXPECT_TRUE(client.give(" nobody wants", true).empty());
  ASSERT_TRUE(client.head);
  EXPECT_EQ(client.head->status, 200);
  EXPECT_EQ(client.head->content_type, "application/json");
  EXPECT_EQ(client.body, "{}\n");
  EXPECT_TRUE(client.is_over);
}

TEST(HotpinKnownAnswer, ToALongBodyIsARefusal) {
  tests::HttpProbe client = asked();
  EXPECT_TRUE(client.be_oversized().empty());
  ASSERT_TRUE(client.head);
  EXPECT_EQ(client.head->status, 413);
  EXPECT_EQ(client.head->content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(client.body, "request body too long\n");
  EXPECT_TRUE(client.is_over);
}

TEST(HotpinKnownAnswer, IsNoConversation) {
  tests::HttpProbe client = asked();
  EXPECT_TRUE(client.tell(protocol::Leaving{}).empty());
  client.leave();
  EXPECT_FALSE(client.head);
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
