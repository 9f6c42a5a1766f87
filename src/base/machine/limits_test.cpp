#include "base/machine/limits.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "base/machine/control_groups.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::base {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVersion2 = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw,nsdelegate\n";
constexpr const char* kVersion1 =
    "31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "32 25 0:28 / /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory\n";
constexpr const char* kGib = "1073741824\n";
constexpr const char* kPlenty = "MemTotal: 65536000 kB\nMemFree: 1 kB\nMemAvailable: 8388608 kB\n";

/// A machine made of files.
class MachineLimits : public ::testing::Test {
 protected:
  void lay(const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) {
      fs::create_directories((root() / name).parent_path());
      std::ofstream(root() / name) << text;
    }
  }
  fs::path root() const { return folder_.path(); }

 private:
  tests::TempFolder folder_;
};

TEST_F(MachineLimits, QuotaOfTheOwnGroupCountsRoundedUp) {
  const std::size_t all = usable_cores(root());
  lay({{"proc/self/mountinfo", kVersion2},
       {"proc/self/cgroup", "0::/system.slice/hotpin.service\n"},
       {"sys/fs/cgroup/system.slice/hotpin.service/cpu.max", "50000 100000\n"}});
  EXPECT_EQ(usable_cores(root()), 1U);
  lay({{"sys/fs/cgroup/system.slice/hotpin.service/cpu.max", "110000 100000\n"}});
  EXPECT_EQ(usable_cores(root()), std::min<std::size_t>(all, 2));
  lay({{"sys/fs/cgroup/system.slice/hotpin.service/cpu.max", "max 100000\n"}});
  EXPECT_EQ(usable_cores(root()), all);
}

TEST_F(MachineLimits, QuotaOfAGroupAboveCountsToo) {
  lay({{"proc/self/mountinfo", kVersion2},
       {"proc/self/cgroup", "0::/pods/one/two\n"},
       {"sys/fs/cgroup/pods/one/two/cpu.max", "max 100000\n"},
       {"sys/fs/cgroup/pods/cpu.max", "100000 100000\n"}});
  EXPECT_EQ(usable_cores(root()), 1U);
}

TEST_F(MachineLimits, ContainerWithANamespaceOfItsOwnHasItsLimitAtTheMountPoint) {
  lay({{"proc/self/mountinfo", kVersion2},
       {"proc/self/cgroup", "0::/\n"},
       {"proc/meminfo", kPlenty},
       {"sys/fs/cgroup/cpu.max", "100000 100000\n"},
       {"sys/fs/cgroup/memory.max", kGib},
       {"sys/fs/cgroup/memory.current", "73741824\n"}});
  EXPECT_EQ(usable_cores(root()), 1U);
  EXPECT_EQ(available_memory_bytes(root()), 1000000000U);
}

TEST_F(MachineLimits, ContainerThatSeesTheHostsPathHasItsLimitAtTheMountPoint) {
  lay({{"proc/self/mountinfo",
        "31 25 0:27 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n"
        "32 25 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"},
       {"proc/self/cgroup", "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n"},
       {"proc/meminfo", kPlenty},
       {"sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "100000\n"},
       {"sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"},
       {"sys/fs/cgroup/memory/memory.limit_in_bytes", kGib},
       {"sys/fs/cgroup/memory/memory.usage_in_bytes", "73741824\n"}});
  EXPECT_EQ(usable_cores(root()), 1U);
  EXPECT_EQ(available_memory_bytes(root()), 1000000000U);
}

TEST_F(MachineLimits, VersionOneWithoutLimits) {
  const std::size_t all = usable_cores(root());
  lay({{"proc/self/mountinfo", kVersion1},
       {"proc/self/cgroup", "5:memory:/user\n4:cpu,cpuacct:/user\n0::/user\n"},
       {"proc/meminfo", kPlenty},
       {"sys/fs/cgroup/cpu,cpuacct/user/cpu.cfs_quota_us", "-1\n"},
       {"sys/fs/cgroup/cpu,cpuacct/user/cpu.cfs_period_us", "100000\n"},
       {"sys/fs/cgroup/memory/user/memory.limit_in_bytes", "9223372036854771712\n"},
       {"sys/fs/cgroup/memory/user/memory.usage_in_bytes", "1000\n"}});
  EXPECT_EQ(usable_cores(root()), all);
  EXPECT_EQ(available_memory_bytes(root()), std::size_t{8388608} * 1024);
}

TEST_F(MachineLimits, MemoryIsTheLeastOfAllLimitsAndCachedFilesAreFree) {
  lay({{"proc/self/mountinfo", kVersion2},
       {"proc/self/cgroup", "0::/a/b\n"},
       {"proc/meminfo", kPlenty},
       {"sys/fs/cgroup/a/b/memory.max", "4000000000\n"},
       {"sys/fs/cgroup/a/b/memory.current", "1000000000\n"},
       {"sys/fs/cgroup/a/memory.max", "max\n"},
       {"sys/fs/cgroup/a/memory.high", "2000000000\n"},
       {"sys/fs/cgroup/a/memory.current", "1500000000\n"},
       {"sys/fs/cgroup/a/memory.stat", "anon 500000000\ninactive_file 900000000\nslab 7\n"}});
  EXPECT_EQ(available_memory_bytes(root()), 1400000000U);
}

TEST_F(MachineLimits, MoreUsedThanAllowedLeavesNothing) {
  lay({{"proc/self/mountinfo", kVersion2},
       {"proc/self/cgroup", "0::/\n"},
       {"sys/fs/cgroup/memory.max", "1000\n"},
       {"sys/fs/cgroup/memory.current", "5000\n"}});
  EXPECT_EQ(available_memory_bytes(root()), 0U);
}

TEST_F(MachineLimits, FilesThatMakeNoSenseLimitNothing) {
  const std::size_t all = usable_cores(root());
  lay({{"proc/self/mountinfo",
        "\n-\n1 2 3\n30 23 0:26 / /sys/fs/cgroup rw -\n" + std::string(kVersion2)},
       {"proc/self/cgroup", "\n:\n0\n0::/../../outside\n"},
       {"sys/fs/cgroup/cpu.max", "100000 0\n"},
       {"sys/fs/cgroup/memory.max", "many\n"}});
  EXPECT_EQ(usable_cores(root()), all);
  EXPECT_GT(available_memory_bytes(root()), 1U << 30U);
  EXPECT_EQ(control_group_folders("cpu", root()).size(), 1U);
}

TEST(MachineLimitsHere, AffinityCounts) {
  std::size_t cores = 0;
  std::thread([&cores] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    cores = usable_cores();
  }).join();
  EXPECT_EQ(cores, 1U);
}

TEST(MachineLimitsHere, OpenFilesAreRaisedToWhatMayBeHad) {
  struct rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  struct rlimit low = before;
  low.rlim_cur = std::min<rlim_t>(256, before.rlim_max);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(raise_open_files(), std::min<rlim_t>(before.rlim_max, 1U << 20U));
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(MachineLimitsHere, ThisMachineHasMemory) { EXPECT_GT(available_memory_bytes(), 1U << 20U); }

}  // namespace
}  // namespace hotpin::base
