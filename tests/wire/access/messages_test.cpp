// How long a WebSocket message may be, as it is announced.
#include <gmock/gmock.h>

#include "support/raw_socket.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kMebibyte = 1U << 20U;
constexpr char kText = 1;
constexpr char kBinary = 2;
constexpr char kContinued = 0;
constexpr char kPing = 9;
constexpr char kWhole = '\x80';

/// The head of a client's frame that announces `bytes`, as briefly as it must; the mask is 0.
std::string frame_head(int first, std::uint64_t bytes) {
  const bool is_short = bytes < 126;
  std::string head = {static_cast<char>(first),
                      is_short ? static_cast<char>(0x80U | bytes) : '\xff'};
  for (int shift = 56; !is_short && shift >= 0; shift -= 8)
    head += static_cast<char>(bytes >> shift);
  return head + std::string(4, '\0');
}

class Messages : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = new ServerProcess(on_fakes()); }
  static void TearDownTestSuite() {
    delete server;
    server = nullptr;
  }
  void SetUp() override {
    socket_.send(
        "GET /ws?events=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_THAT(socket_.read_until_closed(20, "\r\n\r\n"), HasSubstr("101"));
    const std::string hello = R"({"session_id":"a"})";
    socket_.send(frame_head(kWhole | kText, hello.size()) + hello);
    EXPECT_THAT(socket_.read_until_closed(20, "connected"), HasSubstr("connected"));
  }
  /// Sends what `frames` announce, and not a byte of it; whether that is refused.
  bool is_refused(const std::string& frames) {
    socket_.send(frames);
    const std::string close = {'\x88', '\x02', '\x03', '\xf1'};  // 1009
    return socket_.read_until_closed(20, close).find(close) != std::string::npos;
  }

  static ServerProcess* server;  // with its own limit for an utterance of 60 s: 16 MiB
  RawSocket socket_{server->port()};
};
ServerProcess* Messages::server = nullptr;

TEST_F(Messages, OneThatAnnouncesTooMuchIsRefusedAtOnce) {
  EXPECT_TRUE(is_refused(frame_head(kWhole | kBinary, std::uint64_t{1} << 62U)));
}
TEST_F(Messages, TheLargestLengthThereIsToo) {
  EXPECT_TRUE(is_refused(frame_head(kWhole | kBinary, (std::uint64_t{1} << 63U) - 1)));
}
TEST_F(Messages, OneByteOverTheBound) {
  EXPECT_TRUE(is_refused(frame_head(kWhole | kBinary, 16 * kMebibyte + 1)));
}
TEST_F(Messages, TextToo) {
  EXPECT_TRUE(is_refused(frame_head(kWhole | kText, std::uint64_t{1} << 62U)));
}
TEST_F(Messages, FragmentsAddUp) {
  std::string frames = frame_head(kBinary, kMebibyte) + std::string(kMebibyte, 'a');
  for (int i = 1; i < 16; ++i)
    frames += frame_head(kContinued, kMebibyte) + std::string(kMebibyte, 'a');
  EXPECT_TRUE(is_refused(frames + frame_head(kWhole | kContinued, 1)));
}
TEST_F(Messages, SoDoTinyOnesWithPingsBetween) {
  std::string frames = frame_head(kBinary, 16 * kMebibyte - 1) +
                       std::string(16 * kMebibyte - 1, 'a') + frame_head(kWhole | kPing, 0) +
                       frame_head(kContinued, 1) + "a";
  EXPECT_TRUE(is_refused(frames + frame_head(kContinued, 1)));
}
TEST_F(Messages, TheBoundItselfIsTakenAndTextOverItsOwnBoundIsThrownAway) {
  const std::string text(kMebibyte, ' ');
  socket_.send(frame_head(kWhole | kText, text.size()) + text);
  EXPECT_THAT(socket_.read_until_closed(20, "message_too_long"), HasSubstr("message_too_long"));
  socket_.send(frame_head(kWhole | kBinary, 16 * kMebibyte) + std::string(16 * kMebibyte, 'a'));
  EXPECT_THAT(socket_.read_until_closed(60, "\"complete\""), HasSubstr(R"("ended_by":"limit")"));
}

TEST(LongUtterances, MayComeInOneMessage) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_MAX_UTTERANCE_S", "120"}}));
  const auto client = WireClient::joined(server.url());
  EXPECT_TRUE(client->give(20 * kMebibyte));  // of 23 MB
  EXPECT_THAT(client->read_up_to(R"("complete")"),
              testing::Contains(HasSubstr(R"("ended_by":"limit")")));
}

}  // namespace
}  // namespace hotpin::tests
