#include "client/sound/file_device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include "audio/wav.hpp"
#include "client/recording.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::client {
namespace {

class FileDevices : public testing::Test {
 protected:
  std::string path(const char* name) const { return (folder_.path() / name).string(); }
  std::string ramp(std::size_t samples) const {
    std::vector<std::int16_t> pcm(samples);
    std::iota(pcm.begin(), pcm.end(), std::int16_t{1});
    std::ofstream(path("ramp.wav"), std::ios::binary) << audio::wav_file(pcm, 16000);
    return path("ramp.wav");
  }
  DeviceClock clock() {
    return [this] { return now_; };
  }
  void pass(int ms) { now_ += base::Milliseconds(ms); }

  tests::TempFolder folder_;
  base::TimePoint now_{std::chrono::hours(1)};
};

TEST_F(FileDevices, TheMicrophoneSpeaksAtItsPaceWhileItIsOn) {
  auto microphone = open_file_microphone(ramp(480), clock()).value();
  std::vector<std::int16_t> heard;
  pass(1000);
  ASSERT_TRUE(microphone->read(heard));
  EXPECT_TRUE(heard.empty()) << "not started";
  microphone->start();
  pass(10);
  ASSERT_TRUE(microphone->read(heard));
  EXPECT_EQ(heard.size(), 160U);
  microphone->stop();
  pass(5000);
  microphone->start();  // goes on where it was
  pass(10);
  ASSERT_TRUE(microphone->read(heard));
  EXPECT_EQ(heard.size(), 320U);
  EXPECT_EQ(heard[319], 320);
  EXPECT_FALSE(microphone->has_ended());
  pass(20);
  ASSERT_TRUE(microphone->read(heard));
  EXPECT_TRUE(microphone->has_ended());
  EXPECT_EQ(heard[479], 480);
  EXPECT_EQ(heard.size(), 640U) << "silence behind the end";
  EXPECT_EQ(heard[480], 0);
}

TEST_F(FileDevices, WhoReadsLateGetsABoundedPiece) {
  auto microphone = open_file_microphone(ramp(16), clock()).value();
  microphone->start();
  pass(60'000);
  std::vector<std::int16_t> heard;
  ASSERT_TRUE(microphone->read(heard));
  EXPECT_EQ(heard.size(), 32000U);
}

TEST_F(FileDevices, TheSpeakerPlaysAtThePaceOfSound) {
  const std::vector<std::int16_t> sound(1600, 7);
  {
    auto speaker = open_file_speaker(path("out.wav"), clock()).value();
    pass(500);
    EXPECT_EQ(speaker->write(sound).value(), 1600U);
    EXPECT_EQ(speaker->position(), 0U) << "waiting saves nothing up";
    pass(40);
    EXPECT_EQ(speaker->position(), 640U);
    speaker->pause(true);
    pass(1000);
    EXPECT_EQ(speaker->position(), 640U);
    speaker->pause(false);
    pass(10);
    EXPECT_EQ(speaker->position(), 800U);
    speaker->drop();
    EXPECT_EQ(speaker->position(), 1600U);
    pass(1000);
  }
  EXPECT_EQ(load_recording(path("out.wav")).value().pcm.size(), 800U) << "what was dropped is not";
}

TEST_F(FileDevices, TheSpeakersQueueIsBounded) {
  auto speaker = open_file_speaker(path("out.wav"), clock()).value();
  const std::vector<std::int16_t> long_sound(16000 * 20, 1);
  EXPECT_EQ(speaker->write(long_sound).value(), 16000U * 12);
  EXPECT_EQ(speaker->write(long_sound).value(), 0U);
}

TEST_F(FileDevices, SaysWhatCannotBeOpened) {
  EXPECT_FALSE(open_file_microphone(path("nothing.wav"), clock()));
  EXPECT_FALSE(open_file_speaker(path("no/folder.wav"), clock()));
}

}  // namespace
}  // namespace hotpin::client
