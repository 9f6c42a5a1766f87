#include "engines/openai/service/learned.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hotpin::engines::openai {
namespace {

/// Two worker processes' views of one service.
class LearnedTest : public testing::Test {
 protected:
  const std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  const std::shared_ptr<base::SharedPage> other_page_ =
      base::SharedPage::adopt(dup(page_->descriptor()), 1).value();
};

TEST_F(LearnedTest, ALimitIsKnownToAllWorkersAndOnlyFalls) {
  LearnedLimit here(*page_, "host:1", "bytes");
  LearnedLimit there(*other_page_, "host:1", "bytes");
  EXPECT_EQ(there.get(), std::nullopt);
  EXPECT_TRUE(here.lower_to(100, "at most 100 bytes"));
  EXPECT_EQ(there.get(), 100);
  EXPECT_FALSE(there.lower_to(100, "again"));
  EXPECT_FALSE(there.lower_to(200, "more"));
  EXPECT_FALSE(there.lower_to(0, "none is no limit"));
  EXPECT_TRUE(there.lower_to(50, "less"));
  EXPECT_EQ(here.get(), 50);
  EXPECT_EQ(LearnedLimit(*page_, "host:2", "bytes").get(), std::nullopt);
}

TEST_F(LearnedTest, AFactIsLearntByOneWorkerAndKnownToAll) {
  LearnedFlags here(*page_, "host", "members");
  LearnedFlags there(*other_page_, "host", "members");
  EXPECT_TRUE(here.set(3, "no stream_options"));
  EXPECT_TRUE(there.has(3));
  EXPECT_FALSE(there.has(2));
  EXPECT_FALSE(there.set(3, "again"));
  EXPECT_FALSE(here.set(LearnedFlags::kMost, "no such bit"));
}

TEST_F(LearnedTest, ATextIsKnownToAllWorkers) {
  LearnedText here(*page_, "host", "path");
  LearnedText there(*other_page_, "host", "path");
  EXPECT_TRUE(here.set("/v2", "moved"));
  EXPECT_EQ(there.get(), "/v2");
  EXPECT_FALSE(there.set("/v2", "again"));
}

TEST_F(LearnedTest, ALongNameOfAServiceIsCut) {
  const std::string name(300, 'h');
  LearnedLimit(*page_, name, "request_messages").lower_to(7, "");
  EXPECT_EQ(LearnedLimit(*other_page_, name, "request_messages").get(), 7);
}

}  // namespace
}  // namespace hotpin::engines::openai
