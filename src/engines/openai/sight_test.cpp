#include "engines/openai/sight.hpp"

#include <gtest/gtest.h>

namespace hotpin::engines::openai {
namespace {

TEST(Sight, IsToldByTheName) {
  for (const char* model :
       {"gpt-4o-mini", "meta-llama/llama-4-scout-17b-16e-instruct", "Qwen/Qwen2.5-VL-7B-Instruct",
        "llava:7b", "gemma3:4b", "qwen2.5vl:7b", "llama3.2-vision"}) {
    EXPECT_TRUE(is_known_to_see(model)) << model;
  }
  for (const char* model : {"", "llama-3.1-8b-instant", "openai/gpt-oss-20b", "gemma3:1b", "toy"}) {
    EXPECT_FALSE(is_known_to_see(model)) << model;
  }
}

}  // namespace
}  // namespace hotpin::engines::openai
