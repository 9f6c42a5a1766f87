#include "net/proxy/forwarded.hpp"

#include <gtest/gtest.h>

#include <map>

namespace hotpin::net {
namespace {

using Headers = std::map<std::string, std::string>;

HttpRequest behind(const Headers& headers, const char* peer = "127.0.0.1",
                   const char* trusted = "loopback, 10.0.0.0/8") {
  HttpRequest request;
  request.headers = headers;
  request.peer_address = peer;
  apply_forwarding(request, AddressRanges::parse(trusted).value());
  return request;
}

std::string client(const Headers& headers) { return behind(headers).peer_address; }

TEST(Forwarding, TellsTheClientsAddress) {
  const std::vector<std::pair<Headers, const char*>> cases = {
      {{}, "127.0.0.1"},
      {{{"x-forwarded-for", "203.0.113.9"}}, "203.0.113.9"},
      {{{"x-forwarded-for", "203.0.113.9:4711"}}, "203.0.113.9"},
      {{{"x-forwarded-for", "2001:DB8::9"}}, "2001:db8::9"},
      {{{"x-forwarded-for", "[2001:db8::9]:4711"}}, "2001:db8::9"},
      {{{"x-forwarded-for", "\"[2001:db8::9]\""}}, "2001:db8::9"},
      {{{"x-forwarded-for", "::ffff:203.0.113.9"}}, "203.0.113.9"},
      {{{"x-forwarded-for", "198.51.100.1, 203.0.113.9"}},
       "203.0.113.9"},  // the left one is made up
      {{{"x-forwarded-for", "203.0.113.9, 10.0.0.5 ,10.0.0.6"}}, "203.0.113.9"},
      {{{"x-forwarded-for", "10.0.0.4, 10.0.0.5"}}, "10.0.0.4"},  // nobody but proxies
      {{{"x-forwarded-for", "203.0.113.9, unknown"}}, "127.0.0.1"},
      {{{"x-forwarded-for", "203.0.113.9, unknown, 10.0.0.5"}}, "10.0.0.5"},
      {{{"x-forwarded-for", "<script>"}}, "127.0.0.1"},
      {{{"x-forwarded-for", " , ,"}}, "127.0.0.1"},
      {{{"forwarded", "for=203.0.113.9"}}, "203.0.113.9"},
      {{{"forwarded", "For=\"[2001:db8::9]:4711\""}}, "2001:db8::9"},
      {{{"forwarded", "for=203.0.113.9:4711;proto=https;by=10.0.0.1"}}, "203.0.113.9"},
      {{{"forwarded", "for=198.51.100.1, for=203.0.113.9;host=v.example, for=10.0.0.5"}},
       "203.0.113.9"},
      {{{"forwarded", "for=203.0.113.9, for=_SEVKISEK"}}, "127.0.0.1"},
      {{{"forwarded", "for=203.0.113.9, for=_gazonk, for=10.0.0.5"}}, "10.0.0.5"},
      {{{"forwarded", "for=unknown"}}, "127.0.0.1"},
      {{{"forwarded", "for=\"a\\\"b\""}}, "127.0.0.1"},
      {{{"forwarded", "for=203.0.113.9;"}}, "203.0.113.9"},
      {{{"forwarded", "for=\"203.0.113.9"}}, "127.0.0.1"},
      {{{"forwarded", "for 203.0.113.9"}}, "127.0.0.1"},
      {{{"x-real-ip", "203.0.113.9"}}, "203.0.113.9"},
      {{{"x-real-ip", "198.51.100.1"}, {"x-forwarded-for", "203.0.113.9"}}, "203.0.113.9"},
      // Both say the same; or one was made up by the client.
      {{{"x-forwarded-for", "203.0.113.9"}, {"forwarded", "for=203.0.113.9"}}, "203.0.113.9"},
      {{{"x-forwarded-for", "203.0.113.9"}, {"forwarded", "for=198.51.100.1"}}, "127.0.0.1"},
      {{{"x-forwarded-for", "203.0.113.9"}, {"forwarded", "\"broken"}}, "127.0.0.1"},
      {{{"x-forwarded-for", "203.0.113.9"}, {"forwarded", "proto=https"}}, "203.0.113.9"},
  };
  for (const auto& [headers, wanted] : cases)
    EXPECT_EQ(client(headers), wanted) << headers.begin()->second;
}

TEST(Forwarding, IsNotBelievedFromOthers) {
  const Headers headers = {{"x-forwarded-for", "203.0.113.9"},
                           {"forwarded", "for=203.0.113.9;proto=https;host=v.example"},
                           {"x-forwarded-proto", "https"},
                           {"x-real-ip", "203.0.113.9"},
                           {"x-forwarded-host", "v.example"}};
  for (const char* trusted : {"", "10.0.0.1", "private"}) {
    const HttpRequest request = behind(headers, "198.51.100.1", trusted);
    EXPECT_EQ(request.peer_address, "198.51.100.1");
    EXPECT_FALSE(request.is_secure);
    EXPECT_EQ(request.forwarded_host, "");
  }
  EXPECT_EQ(behind(headers, "").peer_address, "") << "who has gone already";
  EXPECT_EQ(behind(headers, "::ffff:127.0.0.1").peer_address, "203.0.113.9");
}

TEST(Forwarding, TellsWhetherTheClientCameOverTls) {
  const auto is_secure = [](const Headers& headers) { return behind(headers).is_secure; };
  for (const auto& [name, value] : std::vector<std::pair<const char*, const char*>>{
           {"x-forwarded-proto", "https"},
           {"x-forwarded-proto", "HTTPS"},
           {"x-forwarded-proto", "wss"},
           {"x-forwarded-proto", "https,http"},
           {"x-forwarded-scheme", "https"},
           {"x-forwarded-protocol", "https"},
           {"x-forwarded-ssl", "on"},
           {"front-end-https", "On"},
           {"forwarded", "for=203.0.113.9;proto=https"},
           {"forwarded", "proto=\"https\";for=203.0.113.9, for=10.0.0.5;proto=http"}})
    EXPECT_TRUE(is_secure({{name, value}})) << name << ": " << value;
  for (const auto& [name, value] :
       std::vector<std::pair<const char*, const char*>>{{"x-forwarded-proto", "http"},
                                                        {"x-forwarded-proto", "http, https"},
                                                        {"x-forwarded-proto", ""},
                                                        {"x-forwarded-ssl", "off"},
                                                        {"forwarded", "for=203.0.113.9"},
                                                        {"x-forwarded-for", "https"}})
    EXPECT_FALSE(is_secure({{name, value}})) << name << ": " << value;
}

TEST(Forwarding, TellsTheNameThatWasAskedFor) {
  EXPECT_EQ(behind({{"x-forwarded-host", "v.example:8443"}}).forwarded_host, "v.example:8443");
  EXPECT_EQ(behind({{"x-forwarded-host", "v.example, inner"}}).forwarded_host, "v.example");
  EXPECT_EQ(behind({{"forwarded", "host=\"v.example:8443\";for=1.2.3.4"}}).forwarded_host,
            "v.example:8443");
  EXPECT_EQ(behind({}).forwarded_host, "");
}

}  // namespace
}  // namespace hotpin::net
