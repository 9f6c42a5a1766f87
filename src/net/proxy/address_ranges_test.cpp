#include "net/proxy/address_ranges.hpp"

#include <gtest/gtest.h>

namespace hotpin::net {
namespace {

bool holds(const char* list, const char* address) {
  const auto ranges = AddressRanges::parse(list);
  EXPECT_TRUE(ranges) << list;
  return ranges && ranges->holds(*IpAddress::parse(address));
}

TEST(AddressRanges, HoldWhatTheySay) {
  EXPECT_TRUE(holds("10.0.0.7", "10.0.0.7"));
  EXPECT_FALSE(holds("10.0.0.7", "10.0.0.8"));
  EXPECT_TRUE(holds("10.0.0.0/8, 192.0.2.0/24", "192.0.2.255"));
  EXPECT_FALSE(holds("10.0.0.0/8, 192.0.2.0/24", "192.0.3.0"));
  EXPECT_TRUE(holds("10.1.2.3/8", "10.200.0.1")) << "what stands behind the bits does not matter";
  EXPECT_TRUE(holds("172.16.0.0/12", "172.31.255.255"));
  EXPECT_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
  EXPECT_TRUE(holds("[2001:db8::]/32", "2001:db8:7::1"));
  EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(holds("10.0.0.7", "::ffff:10.0.0.7")) << "over a socket of both families";
  EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  EXPECT_FALSE(holds("::/0", "203.0.113.9"));
  EXPECT_FALSE(holds("", "127.0.0.1"));
}

TEST(AddressRanges, KnowWords) {
  for (const char* here : {"127.0.0.1", "127.8.8.8", "::1"}) {
    EXPECT_TRUE(holds("loopback", here)) << here;
    EXPECT_TRUE(holds("Localhost", here)) << here;
    EXPECT_FALSE(holds("private", here)) << here;
  }
  for (const char* near : {"10.9.8.7", "172.17.0.1", "192.168.1.1", "fd00::7", "fe80::1"}) {
    EXPECT_TRUE(holds("private", near)) << near;
    EXPECT_FALSE(holds("loopback", near)) << near;
  }
  EXPECT_FALSE(holds("private;loopback", "203.0.113.9"));
  EXPECT_TRUE(holds("*", "203.0.113.9"));
  EXPECT_TRUE(holds("*", "2001:db8::1"));
}

TEST(AddressRanges, RefuseWhatIsNone) {
  for (const char* list : {"nginx", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/255.0.0.0",
                           "::1/129", "10.0.0", "10.0.0.1:80", "10.0.0.1-10.0.0.9", "10.0.*",
                           "unix:", "http://10.0.0.1", "300.1.1.1"}) {
    const auto ranges = AddressRanges::parse(list);
    ASSERT_FALSE(ranges) << list;
    EXPECT_NE(ranges.error().detail.find(list), std::string::npos) << ranges.error().detail;
    EXPECT_NE(ranges.error().detail.find("10.0.0.0/8"), std::string::npos);
  }
}

}  // namespace
}  // namespace hotpin::net
