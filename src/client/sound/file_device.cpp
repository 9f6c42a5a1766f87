#include "client/sound/file_device.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <utility>

#include "audio/wav.hpp"
#include "client/recording.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

constexpr std::size_t kMaxFileSamples = std::size_t{60} * 60 * kWireRateHz;

class FileMicrophone final : public Microphone {
 public:
  FileMicrophone(std::vector<std::int16_t> pcm, DeviceClock clock)
      : pcm_(std::move(pcm)), clock_(std::move(clock)) {}

  std::uint32_t rate_hz() const override { return kWireRateHz; }
  void start() override {
    started_ = clock_();
    given_ = 0;
    is_on_ = true;
  }
  void stop() override { is_on_ = false; }

  base::Status read(std::vector<std::int16_t>& out) override {
    if (!is_on_) return base::ok();
    const std::size_t due = samples_in(clock_() - started_) - given_;
    const std::size_t fits = std::min(due, samples_in(kMicrophoneQueue));
    const std::size_t spoken = std::min(fits, pcm_.size() - at_);
    const auto from = pcm_.begin() + static_cast<std::ptrdiff_t>(at_);
    out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(spoken));
    out.resize(out.size() + fits - spoken);
    at_ += spoken;
    given_ += due;  // who comes late misses silence, never words
    return base::ok();
  }
  bool has_ended() const override { return at_ == pcm_.size(); }

 private:
  const std::vector<std::int16_t> pcm_;
  const DeviceClock clock_;
  base::TimePoint started_{};
  std::size_t given_ = 0;  ///< samples since start()
  std::size_t at_ = 0;
  bool is_on_ = false;
};

class FileSpeaker final : public Speaker {
 public:
  FileSpeaker(std::ofstream file, std::string path, DeviceClock clock)
      : file_(std::move(file)), path_(std::move(path)), clock_(std::move(clock)) {
    last_ = clock_();
  }
  ~FileSpeaker() override {
    play();
    file_.seekp(0);
    file_ << audio::wav_header(kWireRateHz, static_cast<std::uint32_t>(heard_ * 2));
  }
  FileSpeaker(const FileSpeaker&) = delete;
  FileSpeaker& operator=(const FileSpeaker&) = delete;

  std::uint32_t rate_hz() const override { return kWireRateHz; }

  base::Result<std::size_t> write(std::span<const std::int16_t> samples) override {
    play();
    if (!file_) return base::Error{"bad_file", "cannot write " + path_};
    const std::size_t room = samples_in(kSpeakerQueue) - queue_.size();
    const auto taken = samples.first(std::min(room, samples.size()));
    queue_.insert(queue_.end(), taken.begin(), taken.end());
    return taken.size();
  }
  std::uint64_t position() override {
    play();
    return position_;
  }
  void pause(bool is_paused) override {
    play();
    is_paused_ = is_paused;
  }
  void drop() override {
    play();
    position_ += queue_.size();
    queue_.clear();
  }

 private:
  /// What time has heard since the last look. Silence is not saved up: sound that comes late begins
  /// when it comes.
  void play() {
    const base::TimePoint now = clock_();
    const std::size_t due = std::min(samples_in(now - last_), queue_.size());
    if (is_paused_ || due == queue_.size()) {
      last_ = now;
    } else {
      last_ += length_of(due);
    }
    if (is_paused_ || due == 0) return;
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(due);
    keep({queue_.begin(), end});
    queue_.erase(queue_.begin(), end);
    position_ += due;
  }

  void keep(const std::vector<std::int16_t>& pcm) {
    if (heard_ + pcm.size() > kMaxFileSamples) return;
    std::string bytes;
    for (const std::int16_t sample : pcm) {
      const auto bits = static_cast<std::uint16_t>(sample);
      bytes += static_cast<char>(bits & 0xFF);
      bytes += static_cast<char>(bits >> 8);
    }
    file_ << bytes;
    heard_ += pcm.size();
  }

  std::ofstream file_;
  const std::string path_;
  const DeviceClock clock_;
  std::deque<std::int16_t> queue_;  ///< at most kSpeakerQueue
  base::TimePoint last_{};
  std::uint64_t position_ = 0;
  std::size_t heard_ = 0;
  bool is_paused_ = false;
};

}  // namespace

base::Result<std::unique_ptr<Microphone>> open_file_microphone(const std::string& path,
                                                               DeviceClock clock) {
  auto recording = load_recording(path);
  if (!recording) return recording.error();
  return std::unique_ptr<Microphone>(
      std::make_unique<FileMicrophone>(std::move(recording->pcm), std::move(clock)));
}

base::Result<std::unique_ptr<Speaker>> open_file_speaker(const std::string& path,
                                                         DeviceClock clock) {
  std::ofstream file(path, std::ios::binary);
  file << audio::wav_header(kWireRateHz, 0) << std::flush;
  if (!file) return base::Error{"bad_file", "cannot write " + path};
  return std::unique_ptr<Speaker>(
      std::make_unique<FileSpeaker>(std::move(file), path, std::move(clock)));
}

}  // namespace hotpin::client
