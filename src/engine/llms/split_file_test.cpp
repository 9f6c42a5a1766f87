#include "engine/llms/split_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

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

TEST(SplitFile, ItsPartsAreCountedTogether) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "split_file_test";
  fs::create_directories(folder);
  const auto write = [&](const char* name, std::size_t bytes) {
    std::ofstream(folder / name) << std::string(bytes, 'x');
    return (folder / name).string();
  };
  const std::string whole = write("whole.gguf", 7);
  const std::string first = write("m-00001-of-00003.gguf", 10);
  write("m-00002-of-00003.gguf", 20);
  EXPECT_EQ(bytes_of_model(whole), 7U);
  EXPECT_EQ(bytes_of_model(first), 30U);
  write("m-00003-of-00003.gguf", 5);
  EXPECT_EQ(bytes_of_model(first), 35U);
  EXPECT_EQ(bytes_of_model((folder / "none.gguf").string()), 0U);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace hotpin::engine
