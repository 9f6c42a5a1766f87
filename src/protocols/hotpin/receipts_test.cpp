#include "protocols/hotpin/receipts.hpp"

#include <gtest/gtest.h>

namespace hotpin::protocols::hotpin {
namespace {

void expect_receipt(const std::optional<AudioReceived>& receipt, std::uint64_t messages,
                    std::uint64_t bytes) {
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->messages, messages);
  EXPECT_EQ(receipt->bytes, bytes);
}

TEST(Receipts, AreForWholeMessagesHoweverTheyCome) {
  Receipts receipts(false);
  expect_receipt(receipts.take(4096, true), 1, 4096);
  EXPECT_FALSE(receipts.take(1000, false));
  EXPECT_FALSE(receipts.take(1000, false));
  expect_receipt(receipts.take(0, true), 2, 6096);
  expect_receipt(receipts.take(0, true), 3, 6096);  // an empty message is one too
}

TEST(Receipts, CountFromTheLastEndOfSpeechOrReset) {
  Receipts receipts(false);
  for (const protocol::ClientEvent& end :
       {protocol::ClientEvent{protocol::EndOfSpeech{}}, {protocol::ResetRequested{}}}) {
    receipts.take(4096, true);
    receipts.take(4096, true);
    receipts.take(protocol::ClientEvent{protocol::CancelRequested{}});
    EXPECT_TRUE(receipts.has_audio());
    receipts.take(end);
    EXPECT_FALSE(receipts.has_audio());
    expect_receipt(receipts.take(2, true), 1, 2);
  }
}

TEST(Receipts, AreFewHandsFreeButForDevices) {
  for (const bool is_device : {false, true}) {
    Receipts receipts(is_device);
    receipts.take(protocol::ClientEvent{protocol::ListenRequested{}});
    int told = 0;
    for (int i = 0; i < 500; ++i) told += receipts.take(640, true) ? 1 : 0;
    EXPECT_EQ(told, is_device ? 500 : 20);
    receipts.take(protocol::ClientEvent{protocol::EndOfSpeech{}});
    expect_receipt(receipts.take(640, true), 1, 640);
  }
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
