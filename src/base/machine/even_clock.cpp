#include "base/machine/even_clock.hpp"

#include <time.h>

namespace hotpin::base {
namespace {

using std::chrono::milliseconds;
using Wall = std::chrono::system_clock;

milliseconds since_boot() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(time.tv_sec) +
                                                  std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

std::function<Wall::time_point()> even_clock(SharedPage& page) {
  const auto now = std::chrono::duration_cast<milliseconds>(Wall::now().time_since_epoch());
  std::int64_t offset_ms = 0;  // 0: no worker has set it yet
  const std::int64_t own_ms = (now - since_boot()).count();
  if (page.cell("clock.offset_ms").compare_exchange_strong(offset_ms, own_ms)) offset_ms = own_ms;
  return [offset = milliseconds(offset_ms)] { return Wall::time_point(since_boot() + offset); };
}

}  // namespace hotpin::base
