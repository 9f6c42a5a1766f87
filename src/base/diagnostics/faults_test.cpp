#include "base/diagnostics/faults.hpp"

#include <gtest/gtest.h>

#include <future>
#include <new>
#include <stdexcept>
#include <string>

#include "base/serial_thread.hpp"
#include "base/worker_pool.hpp"

namespace hotpin::base {
namespace {

/// What the tests below throw: all that a library may.
void throw_kind(int kind) {
  switch (kind % 4) {
    case 0:
      throw std::runtime_error("of a library");
    case 1:
      throw std::bad_alloc();
    case 2:
      throw 7;
    default:
      throw std::string("a text");
  }
}

class Faults : public testing::Test {
 protected:
  static SharedPage& page() {
    static const auto page = SharedPage::create().value();
    return *page;
  }
  void SetUp() override { count_faults_on(page()); }
  static std::int64_t count(std::string_view place) { return page().cell(fault_cell(place)); }
};

TEST_F(Faults, AreCountedByPlace) {
  const std::int64_t tts = count("tts");
  const std::int64_t other = count("other");
  for (int kind = 0; kind < 4; ++kind) {
    EXPECT_FALSE(guarded("tts", [kind] { throw_kind(kind); }));
  }
  EXPECT_TRUE(guarded("tts", [] {}));
  EXPECT_FALSE(guarded("no such place", [] { throw_kind(0); }));
  EXPECT_EQ(count("tts"), tts + 4);
  EXPECT_EQ(count("other"), other + 1);
}

TEST_F(Faults, APoolsThreadOutlivesItsTasks) {
  const std::int64_t before = count("stt");
  WorkerPool pool({.name = "stt", .threads = 1});
  for (int kind = 0; kind < 4; ++kind) {
    ASSERT_TRUE(pool.try_post([kind] { throw_kind(kind); }));
  }
  std::promise<void> done;
  ASSERT_TRUE(pool.try_post([&done] { done.set_value(); }));
  done.get_future().wait();
  EXPECT_EQ(count("stt"), before + 4);
}

TEST_F(Faults, ASerialThreadOutlivesItsTasks) {
  const std::int64_t before = count("store");
  SerialThread thread("store");
  for (int kind = 0; kind < 4; ++kind) thread.post([kind] { throw_kind(kind); });
  std::promise<void> done;
  thread.post([&done] { done.set_value(); });
  done.get_future().wait();
  EXPECT_EQ(count("store"), before + 4);
}

}  // namespace
}  // namespace hotpin::base
