#include "net/proxy/proxy_protocol.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hotpin::net {
namespace {

using State = ProxyHeader::State;
using namespace std::string_literals;

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;

/// Of version 2, with its length.
std::string binary(const std::string& command_and_family, const std::string& rest) {
  return kSignature + command_and_family + static_cast<char>(rest.size() >> 8U) +
         static_cast<char>(rest.size() & 0xffU) + rest;
}

const std::string kV4 = "\xcb\x00\x71\x09\x7f\x00\x00\x01\x12\x34\x1f\x40"s;
const std::string kV6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x09" +
                        std::string(15, '\0') + "\x01\x12\x34\x1f\x40";

TEST(ProxyProtocol, ReadsBothVersions) {
  const std::string tls = "\x20\x00\x05\x01\x00\x00\x00\x00"s;
  const std::string no_tls = "\x20\x00\x05\x00\x00\x00\x00\x01"s;
  const std::string other = "\x04\x00\x02xy"s;
  const struct {
    std::string bytes;
    const char* client;
    bool is_secure;
  } cases[] = {
      {"PROXY TCP4 203.0.113.9 127.0.0.1 4711 8000\r\n", "203.0.113.9", false},
      {"PROXY TCP6 2001:db8::9 ::1 4711 8000\r\n", "2001:db8::9", false},
      {"PROXY TCP6 ::ffff:203.0.113.9 ::1 4711 8000\r\n", "203.0.113.9", false},
      {"PROXY UNKNOWN\r\n", "", false},
      {"PROXY UNKNOWN ffff::ffff ffff::ffff 65535 65535\r\n", "", false},
      {binary("\x21\x11", kV4), "203.0.113.9", false},
      {binary("\x21\x21", kV6), "2001:db8::9", false},
      {binary("\x21\x12", kV4), "203.0.113.9", false},
      {binary("\x21\x11", kV4 + other + tls), "203.0.113.9", true},
      {binary("\x21\x11", kV4 + no_tls), "203.0.113.9", false},
      {binary("\x21\x11", kV4 + "\x20\xff\xff\x01"s), "203.0.113.9", false},
      {binary("\x20\x00"s, ""), "", false},
      {binary("\x20\x11", kV4), "", false},  // LOCAL: the proxy itself, whatever else it says
      {binary("\x21\x00"s, ""), "", false},
      {binary("\x21\x31", std::string(216, 'x')), "", false},
      {binary("\x21\x11", kV4 + std::string(5000, '\0')), "203.0.113.9", false},
  };
  for (const auto& one : cases) {
    const ProxyHeader header = read_proxy_header(one.bytes + "GET / HTTP/1.1\r\n");
    ASSERT_EQ(header.state, State::whole) << one.bytes;
    EXPECT_EQ(header.bytes, one.bytes.size());
    EXPECT_EQ(header.client ? header.client->text() : "", one.client);
    EXPECT_EQ(header.is_secure, one.is_secure);
    for (std::size_t bytes = 0; bytes < one.bytes.size(); ++bytes)
      EXPECT_EQ(read_proxy_header(one.bytes.substr(0, bytes)).state, State::partial) << bytes;
  }
}

TEST(ProxyProtocol, LeavesEverythingElseAlone) {
  for (const std::string& bytes :
       {"GET / HTTP/1.1\r\n"s, "POST /talks"s, "PUT"s, "PROPFIND"s, "PROXIES "s, "\x16\x03\x01"s,
        "\r\n\r\nGET"s, "proxy TCP4"s, "\0"s, kSignature.substr(0, 11) + "x"})
    EXPECT_EQ(read_proxy_header(bytes).state, State::absent) << bytes;
}

TEST(ProxyProtocol, TellsBrokenOnes) {
  for (const std::string& bytes :
       {"PROXY \r\n"s, "PROXY TCP4\r\n"s, "PROXY TCP4 203.0.113.9 127.0.0.1 4711\r\n"s,
        "PROXY TCP4 203.0.113.9 127.0.0.1 4711 8000 9\r\n"s,
        "PROXY TCP4 203.0.113.999 127.0.0.1 1 2\r\n"s, "PROXY TCP4 2001:db8::9 ::1 1 2\r\n"s,
        "PROXY TCP6 203.0.113.9 127.0.0.1 1 2\r\n"s,
        "PROXY TCP4 203.0.113.9 127.0.0.1 1 65536\r\n"s,
        "PROXY TCP4 203.0.113.9 127.0.0.1 -1 2\r\n"s, "PROXY TCP5 203.0.113.9 127.0.0.1 1 2\r\n"s,
        "PROXY "s + std::string(101, 'x'), "PROXY TCP4  203.0.113.9 127.0.0.1 1\r\n"s,
        binary("\x11\x11", kV4), binary("\x22\x11", kV4), binary("\x21\x41", kV4),
        binary("\x21\x11", kV4.substr(1)), binary("\x21\x21", kV4)})
    EXPECT_EQ(read_proxy_header(bytes).state, State::broken) << bytes;
}

}  // namespace
}  // namespace hotpin::net
