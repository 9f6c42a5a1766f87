#include "server/access/known_names.hpp"

#include <gtest/gtest.h>

namespace hotpin::server {
namespace {

KnownNames known(const std::string& hosts, const std::string& origins = "") {
  KnownNames names;
  EXPECT_TRUE(names.add_hosts(hosts)) << hosts;
  EXPECT_TRUE(names.add_origins(origins)) << origins;
  return names;
}

TEST(KnownNames, TakeAHostInEveryFormInWhichItIsWritten) {
  for (const char* written : {"v.example",
                              "V.EXAMPLE",
                              "v.example.",
                              "v.example:8443",
                              "https://v.example",
                              "https://v.example/",
                              "https://v.example:8443/talk/?a=b#c",
                              "wss://v.example/talk",
                              "\"v.example\"",
                              "'v.example'",
                              " v.example ,",
                              "w.example;v.example",
                              "w.example v.example",
                              "w.example\nv.example",
                              R"(["w.example","v.example"])",
                              "[w.example, v.example]",
                              "*.example",
                              ".example",
                              ".v.example",
                              "*",
                              "*:8443"}) {
    const KnownNames names = known(written);
    for (const char* host : {"v.example", "v.example:8000", "V.Example."})
      EXPECT_TRUE(names.has_host(host)) << written << " " << host;
  }
  EXPECT_TRUE(known("bücher.example").has_host("xn--bcher-kva.example"));
  EXPECT_TRUE(known("xn--bcher-kva.example").has_host("bücher.example"));
  EXPECT_TRUE(known("[2001:db8::1]:8000, 2001:db8::2").has_host("[2001:db8::2]:80"));
  EXPECT_TRUE(known("my_service").has_host("my_service:8000"));
}

TEST(KnownNames, TakeNoOther) {
  EXPECT_FALSE(known("v.example").has_host("w.v.example"));
  EXPECT_FALSE(known("*.example").has_host("example"));
  EXPECT_FALSE(known("*.example").has_host("v.example.evil"));
  EXPECT_FALSE(known("*.v.example").has_host("wv.example"));
  EXPECT_FALSE(known("").has_host("v.example"));
  for (const char* none : {"", "[", "v.example, evil.example", "user@v.example"})
    EXPECT_FALSE(known("*").has_host(none)) << none;
}

TEST(KnownNames, RefuseAHostThatWouldHaveNoEffect) {
  for (const char* wrong :
       {"v*.example", "*.*.example", "https://", "v.example:port", "v.example:0", "user@v.example",
        "v..example", "10.0.0.0/8", "*.10.0.0.1", "null", "https:v.example", "v_é\xff.example",
        "http:// v.example", "https//v.example", "a.example, b,,*c"}) {
    KnownNames names;
    const auto added = names.add_hosts(wrong);
    ASSERT_FALSE(added) << wrong;
    EXPECT_NE(added.error().detail.find("*.voice.example"), std::string::npos);
    EXPECT_EQ(added.error().detail.find('\n'), std::string::npos);
  }
}

TEST(KnownNames, TakeAnOriginInEveryFormInWhichItIsWritten) {
  for (const char* written : {"https://v.example",
                              "HTTPS://V.Example",
                              "https://v.example/",
                              "https://v.example:443",
                              "https://v.example./",
                              "https://v.example/app/index.html?x",
                              "wss://v.example/talk",
                              "v.example",
                              "v.example:443",
                              "//v.example",
                              "*://v.example",
                              "https://*.example",
                              "*.example",
                              "https://v.example:*",
                              "https://*",
                              "*",
                              "\"https://v.example\"",
                              R"(["https://v.example"])",
                              "null https://v.example",
                              "https://w.example;https://v.example"}) {
    EXPECT_TRUE(known("", written).allows_origin("https://v.example", "127.0.0.1:8000")) << written;
  }
  const auto allows = [](const char* written, const char* origin) {
    return known("", written).allows_origin(origin, "127.0.0.1:8000");
  };
  EXPECT_TRUE(allows("https://bücher.example", "https://xn--bcher-kva.example"));
  EXPECT_TRUE(allows("https://v.example:8443", "https://v.example:8443"));
  EXPECT_TRUE(allows("http://[2001:db8::1]:3000", "http://[2001:db8::1]:3000"));
  EXPECT_TRUE(allows("v.example", "http://v.example"));
  EXPECT_TRUE(allows("localhost:3000", "http://localhost:3000"));
  EXPECT_TRUE(allows("http://localhost:*", "http://localhost:5173"));
  EXPECT_TRUE(allows("capacitor://localhost", "capacitor://localhost"));
  EXPECT_TRUE(allows("chrome-extension://abcdef", "chrome-extension://abcdef"));
  EXPECT_TRUE(allows("null", "null"));
  EXPECT_TRUE(allows("file://", "file://"));
  EXPECT_TRUE(allows("*", "null"));
}

TEST(KnownNames, TakeNoOtherOrigin) {
  const auto allows = [](const char* written, const char* origin) {
    return known("", written).allows_origin(origin, "127.0.0.1:8000");
  };
  EXPECT_FALSE(allows("https://v.example", "http://v.example"));
  EXPECT_FALSE(allows("https://v.example", "https://v.example:8443"));
  EXPECT_FALSE(allows("https://v.example", "https://w.v.example"));
  EXPECT_FALSE(allows("https://*.example", "https://example"));
  EXPECT_FALSE(allows("https://*.example", "https://v.example.evil"));
  EXPECT_FALSE(allows("v.example", "capacitor://v.example"));
  EXPECT_FALSE(allows("v.example", "https://v.example:8443"));
  EXPECT_FALSE(allows("https://*", "null"));
  EXPECT_FALSE(allows("https://v.example", "https://v.example, https://evil.example"));
}

TEST(KnownNames, RefuseAnOriginThatWouldHaveNoEffect) {
  for (const char* wrong : {"https://", "https:v.example", "https://v*.example", "https://*:8443",
                            "https://user:pw@v.example", "https://v.example:port", "10.0.0.0/8",
                            "about:blank", "https//v.example", "https:/v.example"}) {
    KnownNames names;
    const auto added = names.add_origins(wrong);
    ASSERT_FALSE(added) << wrong;
    EXPECT_NE(added.error().detail.find("https://voice.example:8443"), std::string::npos);
  }
}

struct Reached {
  const char* hosts;
  const char* host;
  const char* origin;
  bool is_allowed;
};

TEST(KnownNames, APageOfTheServersOwnIsAllowed) {
  const Reached table[] = {
      // As browsers send it, and as proxies change it.
      {"v.example", "v.example", "https://v.example", true},
      {"v.example", "v.example:8443", "https://v.example:8443", true},
      {"v.example", "v.example", "https://v.example:8443", true},         // nginx: Host $host
      {"v.example", "v.example:443", "https://v.example", true},          // Host $host:$server_port
      {"v.example", "v.example:8000", "https://v.example", true},         // Host $host:$proxy_port
      {"v.example", "127.0.0.1:8000", "https://v.example", true},         // nothing said about Host
      {"v.example, backend", "backend", "https://v.example:8443", true},  // an upstream's name
      {"V.example.", "v.example", "https://V.Example:8443", true},
      {"*.example", "v.example", "https://v.example:8443", true},
      {"", "192.168.1.7", "https://192.168.1.7:8443", true},
      {"", "[fd00::7]", "https://[fd00::7]:8443", true},
      {"192.168.1.7", "127.0.0.1:8000", "https://192.168.1.7", true},
      // Pages of others.
      {"v.example", "v.example", "https://evil.example", false},
      {"v.example", "v.example", "https://v.example.evil", false},
      {"v.example", "127.0.0.1:8000", "https://w.example", false},
      {"", "127.0.0.1:8000", "http://127.0.0.1:3000", false},
      {"", "localhost:8000", "http://localhost:3000", false},
      {"", "localhost:8000", "http://localhost", false},
      {"localhost", "localhost:8000", "http://localhost:3000", false},
      {"127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:3000", false},
      {"", "localhost:8000", "http://127.0.0.1:8000", false},
      {"*", "127.0.0.1:8000", "https://evil.example", false},
      {"*.example", "127.0.0.1:8000", "https://v.example", false},  // perhaps somebody else's
      {"v.example", "v.example", "null", false},
      {"v.example", "v.example", "file://", false},
      {"v.example", "", "https://w.example", false},
  };
  for (const Reached& one : table) {
    EXPECT_EQ(known(one.hosts).allows_origin(one.origin, one.host), one.is_allowed)
        << one.hosts << " | " << one.host << " | " << one.origin;
  }
}

TEST(KnownNames, TheMachinesOwnNameMakesNoOriginAllowed) {
  KnownNames names;
  names.add_own_name("Kitchen");
  EXPECT_TRUE(names.has_host("kitchen:8000"));
  EXPECT_TRUE(names.allows_origin("http://kitchen:8000", "kitchen:8000"));
  EXPECT_FALSE(names.allows_origin("http://kitchen:3000", "kitchen:8000"));
}

}  // namespace
}  // namespace hotpin::server
