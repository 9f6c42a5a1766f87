#include "base/shared_page.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace hotpin::base {
namespace {

TEST(SharedPage, ACellIsOneNumberByName) {
  const auto page = SharedPage::create().value();
  page->cell("a") = 3;
  page->cell("b") = 4;
  EXPECT_EQ(page->cell("a"), 3);
  EXPECT_EQ(&page->cell("b"), &page->cell("b"));
}

TEST(SharedPage, SharesAddUpAndADeadWorkersAreForgotten) {
  const auto page = SharedPage::create().value();
  const auto second = SharedPage::adopt(dup(page->descriptor()), 1).value();
  page->share("sessions") = 2;
  second->share("sessions") = 5;
  second->cell("turns") = 9;
  EXPECT_EQ(page->sum("sessions"), 7);
  page->forget_worker(1);
  EXPECT_EQ(page->sum("sessions"), 2);
  EXPECT_EQ(page->cell("turns"), 9);
}

TEST(SharedPage, ATextIsSeenByAllAndReplacedWhole) {
  const auto page = SharedPage::create().value();
  const auto second = SharedPage::adopt(dup(page->descriptor()), 1).value();
  EXPECT_EQ(page->text("path"), "");
  EXPECT_TRUE(page->set_text("path", "/v2/chat/completions"));
  EXPECT_FALSE(second->set_text("path", "/v2/chat/completions")) << "nothing new";
  EXPECT_EQ(second->text("path"), "/v2/chat/completions");
  EXPECT_TRUE(second->set_text("path", "/v3"));
  EXPECT_EQ(page->text("path"), "/v3");
  const std::string longest(SharedPage::kMaxTextBytes, 'x');
  EXPECT_TRUE(page->set_text("path", longest));
  EXPECT_FALSE(page->set_text("path", longest + "x"));
  EXPECT_EQ(page->text("path"), longest);
}

TEST(SharedPage, AnotherProcessSeesIt) {
  const auto page = SharedPage::create().value();
  const pid_t child = fork();
  if (child == 0) {
    SharedPage::adopt(dup(page->descriptor()), 3).value()->share("sessions") = 11;
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_EQ(page->sum("sessions"), 11);
}

TEST(SharedPage, SaysWhetherNamesHaveRoom) {
  const auto page = SharedPage::create().value();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < SharedPage::kMaxNames; ++i) names.push_back(std::to_string(i));
  EXPECT_TRUE(page->has_room_for(names));
  page->cell("0") = 7;
  EXPECT_TRUE(page->has_room_for(names)) << "one of them is there already";
  page->cell("another");
  EXPECT_FALSE(page->has_room_for(names));
}

TEST(SharedPage, AForeignDescriptorIsRefused) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_FALSE(SharedPage::adopt(ends[0], 0));
  close(ends[0]);
  close(ends[1]);
}

/// Past its bounds lies other memory, which all workers share: in every build that is a bug.
TEST(SharedPageDeathTest, ItsBoundsHoldInReleaseToo) {
  const auto page = SharedPage::create().value();
  const std::string longest(SharedPage::kMaxNameBytes, 'n');
  page->cell(longest) = 1;
  EXPECT_DEATH(page->cell(longest + "n"), "bug: name.size");
  EXPECT_DEATH(page->share(longest + "n"), "bug: name.size");
  for (std::size_t i = 1; i < SharedPage::kMaxNames; ++i) page->cell(std::to_string(i)) = 1;
  EXPECT_DEATH(page->cell("one more"), "bug: layout_->names");
  EXPECT_EQ(page->cell(longest), 1) << "one that is known still answers";
  EXPECT_DEATH(page->forget_worker(SharedPage::kMaxWorkers), "bug: worker");
  EXPECT_DEATH(static_cast<void>(SharedPage::adopt(page->descriptor(), SharedPage::kMaxWorkers)),
               "bug: worker");
}

}  // namespace
}  // namespace hotpin::base
