#include "net/network_of.hpp"

#include <gtest/gtest.h>

namespace hotpin::net {
namespace {

TEST(Network, IsTheAddressOrTheSixtyFourBitsBeforeIt) {
  struct Case {
    const char* address;
    const char* network;
  };
  for (const auto& [address, network] : {
           Case{"192.0.2.1", "192.0.2.1"},
           Case{"192.0.2.2", "192.0.2.2"},
           Case{"::ffff:192.0.2.1", "192.0.2.1"},
           Case{"::FFFF:c000:201", "192.0.2.1"},
           Case{"2001:db8:1:2::1", "2001:db8:1:2::/64"},
           Case{"2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"},
           Case{"2001:0db8:0001:0002:0:0:0:9", "2001:db8:1:2::/64"},
           Case{"2001:db8:1:3::1", "2001:db8:1:3::/64"},
           Case{"fe80::1%eth0", "fe80::/64"},
           Case{"::1", "::/64"},
           Case{"", ""},
           Case{"no address", "no address"},
       }) {
    EXPECT_EQ(network_of(address), network) << address;
  }
}

}  // namespace
}  // namespace hotpin::net
