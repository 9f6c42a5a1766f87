#include "engines/sherpa/timed_model.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "engines/sherpa/protobuf.hpp"

namespace hotpin::engines::sherpa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string node(const char* operation, const char* output) {
  return bytes_field(1, bytes_field(2, output) + bytes_field(4, operation));
}
std::string output(const char* name) { return bytes_field(12, bytes_field(1, name)); }
std::string model(const std::string& graph) { return number_field(1, 8) + bytes_field(7, graph); }

TEST(LengthsGraft, NamesWhatItJoins) {
  const auto graft = lengths_graft(
      model(node("Exp", "w") + node("Ceil", "w_up") + node("Tanh", "y") + output("sound")));
  ASSERT_TRUE(graft);
  EXPECT_THAT(graft->before, HasSubstr("hotpin_timed"));
  EXPECT_THAT(graft->behind, HasSubstr("w_up"));
  EXPECT_THAT(graft->behind, HasSubstr("sound"));
  std::vector<std::uint64_t> parts;
  EXPECT_TRUE(
      for_each_field(graft->before + graft->behind,
                     [&](std::uint64_t number, std::string_view) { parts.push_back(number); }));
  EXPECT_THAT(parts, ElementsAre(7, 7)) << "both are graphs, to be merged with the model's";
}

TEST(LengthsGraft, IsOfAModelWithOneSuchPlaceOnly) {
  EXPECT_FALSE(lengths_graft(model(node("Exp", "w") + output("sound"))));
  EXPECT_FALSE(lengths_graft(model(node("Ceil", "a") + node("Ceil", "b") + output("sound"))));
  EXPECT_FALSE(lengths_graft(model(node("Ceil", "a") + output("x") + output("y"))));
  EXPECT_FALSE(lengths_graft(""));
  EXPECT_FALSE(lengths_graft("no model at all"));
}

TEST(TimedOutput, IsLengthsAndThenSamples) {
  const std::vector<float> given = {2, 1, 3, 0.5F, -0.25F, 0, 0, 1, 0, 0, 0, 0, 0, -1, 0.125F};
  const auto timed = read_timed(given);
  ASSERT_TRUE(timed);
  EXPECT_THAT(timed->lengths, ElementsAre(2, 1, 3));
  EXPECT_EQ(timed->samples.size(), 12U);
  EXPECT_EQ(timed->samples.front(), 0.5F);
  EXPECT_EQ(timed->step_samples, 2U);
}

TEST(TimedOutput, IsNotWhateverComes) {
  EXPECT_FALSE(read_timed({}));
  EXPECT_FALSE(read_timed(std::vector<float>{0.5F, 0.25F}));
  EXPECT_FALSE(read_timed(std::vector<float>{2, 1}));
  EXPECT_FALSE(read_timed(std::vector<float>{2, 1, 0, 0, 0, 0}))
      << "samples that the steps do not fill";
}

}  // namespace
}  // namespace hotpin::engines::sherpa
