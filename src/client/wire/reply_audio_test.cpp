#include "client/wire/reply_audio.hpp"

#include <gmock/gmock.h>

#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

std::vector<std::int16_t> decoded(ReplyAudio& audio, std::string_view bytes) {
  std::vector<std::int16_t> pcm;
  audio.decode(bytes, pcm);
  return pcm;
}

TEST(FirstAudible, IsOnePerCentOfFullScaleOfEitherSign) {
  const auto hears = [](std::vector<std::int16_t> pcm) { return first_audible(pcm).has_value(); };
  EXPECT_FALSE(hears({0, 327, -327}));
  EXPECT_TRUE(hears({0, 328}));
  EXPECT_TRUE(hears({0, -328, 0}));
  EXPECT_TRUE(hears({-32768}));
  EXPECT_FALSE(hears({}));
}

TEST(ReplyAudio, ASampleMayBeCutInTwo) {
  const std::string loud = wire_bytes(std::vector<std::int16_t>{0, 20000});
  ReplyAudio audio(0);
  EXPECT_THAT(decoded(audio, loud.substr(0, 3)), testing::ElementsAre(0));
  EXPECT_THAT(decoded(audio, loud.substr(3)), testing::ElementsAre(20000));
}

}  // namespace
}  // namespace hotpin::client
