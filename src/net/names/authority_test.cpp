#include "net/names/authority.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "net/names/list.hpp"

namespace hotpin::net {
namespace {

TEST(Authority, IsReadInEveryFormInWhichItIsWritten) {
  const std::array<std::array<const char*, 3>, 17> forms{{
      {"v.example", "v.example", ""},
      {"V.Example:8443", "v.example", "8443"},
      {"v.example.", "v.example", ""},
      {"v.example.:80", "v.example", "80"},
      {"bücher.example", "xn--bcher-kva.example", ""},
      {"BÜCHER.example:8000", "xn--bcher-kva.example", "8000"},
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example", ""},
      {"例え。テスト", "xn--r8jz45g.xn--zckzah", ""},
      {"straße.example", "xn--strae-oqa.example", ""},
      {"my_service:8000", "my_service", "8000"},
      {"127.0.0.1:8000", "127.0.0.1", "8000"},
      {"::1", "::1", ""},
      {"[::1]", "::1", ""},
      {"[0:0:0:0:0:0:0:1]:8000", "::1", "8000"},
      {"2001:DB8::7", "2001:db8::7", ""},
      {"::ffff:192.0.2.1", "192.0.2.1", ""},
      {"[fe80::1%eth0]:80", "fe80::1", "80"},
  }};
  for (const auto& [text, host, port] : forms) {
    const auto read = parse_authority(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->host, host) << text;
    EXPECT_EQ(read->port, port) << text;
  }
}

TEST(Authority, RefusesWhatIsNone) {
  for (const char* text : {"",
                           ":",
                           ".",
                           ":8000",
                           "v.example:",
                           "v.example:0",
                           "v.example:65536",
                           "v.example:80:80",
                           "v.example:eighty",
                           "[",
                           "[]",
                           "[::1",
                           "[v.example]",
                           "[127.0.0.1]",
                           "a..b",
                           "a..",
                           ".v.example",
                           "a b",
                           "v.example, w.example",
                           "user@v.example",
                           "v.example/talk",
                           "*",
                           "\xff\xfe",
                           "1::2::3"}) {
    EXPECT_FALSE(parse_authority(text)) << text;
  }
  EXPECT_FALSE(parse_authority(std::string(254, 'a')));
  EXPECT_FALSE(parse_authority(std::string_view("v.example\0", 10)));
}

TEST(Origin, LeavesOutTheUsualPortAndThePath) {
  EXPECT_EQ(parse_origin("HTTPS://V.example:443/app?x#y"), (Origin{"https", {"v.example", ""}}));
  EXPECT_EQ(parse_origin("http://v.example:443"), (Origin{"http", {"v.example", "443"}}));
  EXPECT_EQ(parse_origin("http://[::1]:80"), (Origin{"http", {"::1", ""}}));
  EXPECT_EQ(parse_origin("capacitor://localhost"), (Origin{"capacitor", {"localhost", ""}}));
  for (const char* text :
       {"null", "", "v.example", "://v.example", "https://", "file://", "https:v"})
    EXPECT_FALSE(parse_origin(text)) << text;
}

TEST(List, IsReadInEveryFormInWhichItIsWritten) {
  const std::vector<std::string> two = {"a.example", "https://b.example:8443/"};
  for (const char* text :
       {"a.example,https://b.example:8443/", " a.example , https://b.example:8443/ ,",
        "a.example;https://b.example:8443/", "a.example https://b.example:8443/",
        "a.example\nhttps://b.example:8443/\n", "a.example\r\n\thttps://b.example:8443/",
        "\"a.example\", 'https://b.example:8443/'", "\"a.example,https://b.example:8443/\"",
        R"(["a.example", "https://b.example:8443/"])", "[a.example, https://b.example:8443/]",
        "['a.example','https://b.example:8443/']", ",, a.example ,; https://b.example:8443/"}) {
    EXPECT_EQ(split_list(text), two) << text;
  }
  EXPECT_EQ(split_list("[::1]"), std::vector<std::string>{"[::1]"});
  EXPECT_EQ(split_list("[::1], [::2]:80"), (std::vector<std::string>{"[::1]", "[::2]:80"}));
  EXPECT_EQ(split_list(R"(["[::1]:8000"])"), std::vector<std::string>{"[::1]:8000"});
  EXPECT_TRUE(split_list(" ,; ").empty());
  EXPECT_TRUE(split_list("[]").empty());
}

}  // namespace
}  // namespace hotpin::net
