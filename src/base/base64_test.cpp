#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace hotpin::base {
namespace {

TEST(Base64, IsAsTheStandardHasIt) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64(std::string("\0\xff\xfb\xef\xbe", 5)), "AP/7774=");
}

TEST(Base64, WhatIsWrittenIsRead) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
}

TEST(Base64, IsReadInEveryFormAndNothingElseIs) {
  EXPECT_EQ(from_base64("Zg"), "f");
  EXPECT_EQ(from_base64("Zm9v\r\nYmFy\n"), "foobar");
  EXPECT_EQ(from_base64("AP-7774"), from_base64("AP+7774="));
  EXPECT_EQ(from_base64("_w"), "\xFF");
  EXPECT_EQ(from_base64("===="), "");
  for (const char* text : {"Z", "Zm9v!", "Zm=9v", "{}", "Zm9vY"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace hotpin::base
