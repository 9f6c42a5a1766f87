#include "protocol/public_error.hpp"

#include <gtest/gtest.h>

namespace hotpin::protocol {
namespace {

TEST(PublicError, ACodeHasOneSentenceAndNothingElse) {
  const Failed failed = public_failure({3}, "upstream_503");
  EXPECT_EQ(failed.turn.value, 3U);
  EXPECT_EQ(failed.code, "upstream_503");
  EXPECT_EQ(failed.message, "A service behind this server gave an error.");
  EXPECT_EQ(public_failure({3}, "llm_timeout").message,
            "The language model did not answer in time.");
}

TEST(PublicError, WhatIsNoCodeOfOursDoesNotGoOut) {
  for (const char* code : {"", "secret", "upstream_", "upstream_5031", "upstream_abc",
                           "upstream_50x", "postgres://db", "Internal", "llm_failed: traceback"}) {
    const Failed failed = public_failure({1}, code);
    EXPECT_EQ(failed.code, "internal") << code;
    EXPECT_EQ(failed.message, "The server failed.") << code;
  }
}

}  // namespace
}  // namespace hotpin::protocol
