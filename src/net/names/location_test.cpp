#include "net/names/location.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hotpin::net {
namespace {

TEST(Location, LeadsWhereTheHeaderSays) {
  struct Case {
    const char* base;
    const char* location;
    const char* whole;  ///< empty: refused
  };
  const std::vector<Case> cases = {
      {"https://hub.test/a/b", "https://cdn.test/x?y=1", "https://cdn.test/x?y=1"},
      {"https://hub.test/a/b", "/c", "https://hub.test/c"},
      {"https://hub.test/a/b", "c", "https://hub.test/a/c"},
      {"https://hub.test/a/b", "//cdn.test/c", "https://cdn.test/c"},
      {"https://hub.test/a/b?x=1", "?y=2", "https://hub.test/a/b?y=2"},
      {"http://hub.test/a", "https://hub.test/a", "https://hub.test/a"},
      {"https://hub.test/a", "http://hub.test/a", ""},
      {"https://hub.test/a", "file:///etc/passwd", ""},
      {"https://hub.test/a", "ftp://hub.test/a", ""},
      {"https://hub.test/a", "gopher://hub.test/a", ""},
      {"https://hub.test/a", "javascript:alert(1)", ""},
      {"https://hub.test/a", "", ""},
      {"https://hub.test/a", "https://hub.test/\r\nX: y", ""},
      {"nothing at all", "/a", ""},
  };
  for (const Case& one : cases) {
    const auto whole = resolve_location(one.base, one.location);
    EXPECT_EQ(whole ? *whole : "", one.whole) << one.base << " " << one.location;
  }
}

TEST(Location, AnOriginIsWhatIsConnectedTo) {
  const std::string hub = origin_of("https://Hub.test/a/b?c");
  EXPECT_EQ(hub, "https://hub.test:443");
  EXPECT_EQ(origin_of("https://hub.test:443"), hub);
  EXPECT_EQ(origin_of("HTTPS://HUB.TEST/x"), hub);
  EXPECT_EQ(origin_of("https://evil.test\\@hub.test"), hub) << "a browser would go elsewhere";
  EXPECT_EQ(origin_of("http://[::1]:80/"), "http://[::1]:80");
  for (const char* other :
       {"http://hub.test/", "https://hub.test:8443/", "https://sub.hub.test/", "https://hub.tes/",
        "https://evil.test#@hub.test/", "https://hub.test@evil.test/",
        "https://hub.test:pass@evil.test/", "https://evil.test/https://hub.test/",
        "https://hub.test.evil.test/", "file://hub.test/", ""}) {
    EXPECT_NE(origin_of(other), hub) << other;
  }
}

TEST(Location, HostsStandAlone) {
  EXPECT_EQ(host_of("https://user:secret@Hub.test:8443/a?key=1"), "hub.test");
  EXPECT_EQ(host_of("http://[::1]:1/"), "[::1]");
  EXPECT_EQ(host_of("hub.test"), "");
}

TEST(Location, PathsAreEncoded) {
  EXPECT_EQ(percent_encoded_path("a/b-c_d.e~1"), "a/b-c_d.e~1");
  EXPECT_EQ(percent_encoded_path("a b?c#d%e+\n"), "a%20b%3Fc%23d%25e%2B%0A");
  EXPECT_EQ(percent_encoded_path("\xC3\xA9"), "%C3%A9");
}

}  // namespace
}  // namespace hotpin::net
