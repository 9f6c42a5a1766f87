#include "net/listening_socket.hpp"

#include <gtest/gtest.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace hotpin::net {
namespace {

bool is_answered(const char* address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (getaddrinfo(address, std::to_string(port).c_str(), &hints, &found) != 0) return false;
  const int client = socket(found->ai_family, SOCK_STREAM, 0);
  const bool is_there = connect(client, found->ai_addr, found->ai_addrlen) == 0;
  close(client);
  freeaddrinfo(found);
  return is_there;
}

bool has_ipv6() {
  const auto sockets = open_listening_sockets({"::1"}, 0);
  if (sockets) close(sockets->front().descriptor);
  return sockets.has_value();
}

/// Opens, and closes in the end.
class Open {
 public:
  explicit Open(const std::vector<std::string>& hosts, std::uint16_t port = 0)
      : opened(open_listening_sockets(hosts, port)) {}
  ~Open() {
    if (!opened) return;
    for (const ListeningSocket& socket : *opened) close(socket.descriptor);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  std::uint16_t port() const { return opened->front().port; }

  const base::Result<std::vector<ListeningSocket>> opened;
};

TEST(ListeningSockets, LocalhostIsBothFamiliesOnOnePort) {
  std::uint16_t port = 0;
  for (int i = 0; i < 2; ++i) {  // a free port, then that one
    const Open localhost({"localhost"}, port);
    ASSERT_TRUE(localhost.opened);
    port = localhost.port();
    EXPECT_TRUE(is_answered("127.0.0.1", port));
    EXPECT_FALSE(is_answered("127.0.0.2", port));
    EXPECT_EQ(is_answered("::1", port), has_ipv6());
  }
}

TEST(ListeningSockets, EveryAddressIsThatOfBothFamilies) {
  for (const char* host : {"*", "::"}) {
    if (!has_ipv6() && *host == ':') continue;
    const Open all({host});
    ASSERT_TRUE(all.opened) << host;
    EXPECT_EQ(all.opened->size(), 1U);
    EXPECT_TRUE(is_answered("127.0.0.1", all.port()));
    EXPECT_EQ(is_answered("::1", all.port()), has_ipv6());
  }
  const Open old({"0.0.0.0"});
  EXPECT_TRUE(is_answered("127.0.0.1", old.port()));
  EXPECT_FALSE(is_answered("::1", old.port()));
}

TEST(ListeningSockets, SeveralAddressesShareOnePort) {
  const Open two({"127.0.0.1", "127.0.0.2"});
  ASSERT_EQ(two.opened->size(), 2U);
  EXPECT_TRUE(is_answered("127.0.0.1", two.port()));
  EXPECT_TRUE(is_answered("127.0.0.2", two.port()));
  EXPECT_FALSE(is_answered("127.0.0.3", two.port()));
  EXPECT_EQ(Open({"127.0.0.1", "127.0.0.1"}).opened->size(), 1U) << "the same one twice";
  EXPECT_TRUE(Open({"0.0.0.0", "127.0.0.1"}).opened) << "one holds the other";
  EXPECT_EQ(Open({"127.0.0.1", "::", "0.0.0.0"}).opened.has_value(), has_ipv6());
}

TEST(ListeningSockets, ATakenPortIsTold) {
  const Open first({"127.0.0.1"});
  const Open second({"localhost"}, first.port());
  ASSERT_FALSE(second.opened);
  EXPECT_NE(second.opened.error().detail.find("in use"), std::string::npos);
  EXPECT_NE(second.opened.error().detail.find(std::to_string(first.port())), std::string::npos);
}

TEST(ListeningSockets, AnAddressOfAnotherMachineIsTold) {
  for (const char* host : {"192.0.2.1", "no-such-name.invalid", "999.1.1.1"}) {
    const Open none({host});
    ASSERT_FALSE(none.opened) << host;
    EXPECT_NE(none.opened.error().detail.find(host), std::string::npos);
  }
}

TEST(ListenAddress, IsReadInEveryFormInWhichItIsWritten) {
  const struct {
    const char* text;
    std::vector<std::string> hosts;
    std::uint16_t port;
    const char* scheme;
  } cases[] = {
      {"127.0.0.1", {"127.0.0.1"}, 0, ""},
      {"LocalHost", {"localhost"}, 0, ""},
      {"localhost.", {"localhost"}, 0, ""},
      {"*", {"*"}, 0, ""},
      {"*:8000", {"*"}, 8000, ""},
      {"::", {"::"}, 0, ""},
      {"[::]", {"::"}, 0, ""},
      {"[::]:8000", {"::"}, 8000, ""},
      {"[0:0:0:0:0:0:0:0]", {"::"}, 0, ""},
      {"0.0.0.0:8000", {"0.0.0.0"}, 8000, ""},
      {"http://0.0.0.0", {"0.0.0.0"}, 0, "http"},
      {"http://0.0.0.0:8000/", {"0.0.0.0"}, 8000, "http"},
      {"https://Kitchen.local:8443", {"kitchen.local"}, 8443, "https"},
      {"127.0.0.1, ::1", {"127.0.0.1", "::1"}, 0, ""},
      {"127.0.0.1:8000;[::1]:8000", {"127.0.0.1", "::1"}, 8000, ""},
      {"\"0.0.0.0\"", {"0.0.0.0"}, 0, ""},
      {R"(["127.0.0.1","::1"])", {"127.0.0.1", "::1"}, 0, ""},
      {"fe80::1%lo", {"fe80::1%lo"}, 0, ""},
      {"my_service", {"my_service"}, 0, ""},
  };
  for (const auto& one : cases) {
    const auto read = parse_listen_address(one.text);
    ASSERT_TRUE(read) << one.text;
    EXPECT_EQ(read->hosts, one.hosts) << one.text;
    EXPECT_EQ(read->port, one.port) << one.text;
    EXPECT_EQ(read->scheme, one.scheme) << one.text;
  }
}

TEST(ListenAddress, RefusesWhatIsNone) {
  for (const char* text : {"unix:/run/hotpin.sock", "/run/hotpin.sock", "ws://0.0.0.0",
                           "0.0.0.0:port", "0.0.0.0:99999", "http://0.0.0.0/a", "0.0.0.0/0",
                           "127.0.0.1:1 127.0.0.2:2", ",", "a b..c", "http://", "*.example"}) {
    const auto read = parse_listen_address(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().detail.find("0.0.0.0"), std::string::npos) << text;
  }
}

TEST(ListenAddress, KnowsWhatIsOpenToTheNetwork) {
  for (const char* open : {"*", "0.0.0.0", "::"}) EXPECT_TRUE(is_every_address(open)) << open;
  for (const char* closed : {"127.0.0.1", "::1", "localhost", "192.168.1.7"})
    EXPECT_FALSE(is_every_address(closed)) << closed;
}

}  // namespace
}  // namespace hotpin::net
