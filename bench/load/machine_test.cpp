#include "load/machine.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace hotpin::bench {
namespace {

TEST(ProcessStat, IsReadBehindANameThatHoldsAnything) {
  const auto stat = parse_process_stat(
      "17 (a) 9 (b c) S 4 17 17 0 -1 4194560 500 0 0 0 120 30 7 3 20 0 5 0 900 1 2", 100);
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->parent, 4);
  EXPECT_DOUBLE_EQ(stat->cpu_s, 1.6);
  EXPECT_FALSE(parse_process_stat("", 100));
  EXPECT_FALSE(parse_process_stat("17 (short) S 4", 100));
}

TEST(MachineStat, IdleAndWaitingAreNotBusy) {
  const MachineTime time =
      parse_machine_stat("cpu  100 20 30 9999 8888 5 6 7 0 0\ncpu0 1 1 1 1\n", 100);
  EXPECT_DOUBLE_EQ(time.busy_s, 1.61);
  EXPECT_DOUBLE_EQ(time.stolen_s, 0.07);
}

TEST(Figure, IsOfTheLineWithThatName) {
  const char* text = "Rss:  12 kB\nPss:   7 kB\nPss_Dirty: 3 kB\n";
  EXPECT_EQ(parse_figure(text, "Rss"), 12U);
  EXPECT_EQ(parse_figure(text, "Pss"), 7U);
  EXPECT_EQ(parse_figure(text, "Swap"), 0U);
}

TEST(ProcessTree, WeighsThisProcess) {
  const ProcessTree tree(getpid());
  EXPECT_TRUE(tree.exists());
  EXPECT_GE(tree.cpu_s(), 0);
  const auto weight = tree.weigh();
  EXPECT_GT(weight.resident_kib, 500U);
  EXPECT_GE(weight.threads, 1U);
  EXPECT_GE(weight.descriptors, 3U);
}

}  // namespace
}  // namespace hotpin::bench
