#include "engine/llms/split_file.hpp"

#include <gtest/gtest.h>

namespace hotpin::engine {
namespace {

TEST(SplitFile, IsToldByItsName) {
  const auto file = split_file("q4/model-00002-of-00003.gguf");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->stem, "q4/model");
  EXPECT_EQ(file->part, 2);
  EXPECT_EQ(file->parts, 3);
  EXPECT_EQ(part_name(*file, 1), "q4/model-00001-of-00003.gguf");
  EXPECT_EQ(part_name(*file, 3), "q4/model-00003-of-00003.gguf");
  EXPECT_TRUE(split_file("m-00001-of-00001.gguf"));
  EXPECT_TRUE(split_file("m-00001-of-99999.gguf"));
}

TEST(SplitFile, WhatIsWholeIsNotSplit) {
  for (const char* name :
       {"", "model.gguf", "-00001-of-00002.gguf", "m-00000-of-00002.gguf", "m-00003-of-00002.gguf",
        "m-0001-of-0002.gguf", "m-00001-of-0000x.gguf", "m-00001-of-00002.bin",
        "m-+0001-of-00002.gguf", "m-00001-of-00002.gguf.part", "m_00001-of-00002.gguf",
        "m--0001-of-00002.gguf"}) {
    EXPECT_FALSE(split_file(name)) << name;
  }
}

}  // namespace
}  // namespace hotpin::engine
