#include "client/sound/sound_card.hpp"

#ifdef HOTPIN_WITH_PORTAUDIO

#include <portaudio.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/silenced_stderr.hpp"
#include "client/sound/sample_ring.hpp"

namespace hotpin::client {
namespace {

std::size_t samples_in(base::Milliseconds span, double rate_hz) {
  return static_cast<std::size_t>(rate_hz * static_cast<double>(span.count()) / 1000);
}

base::Error refused(const std::string& device, PaError error) {
  return {"no_device", "cannot open \"" + device + "\": " + Pa_GetErrorText(error) +
                           "; see hotpin talk --list-devices"};
}

base::Error gone(const std::string& device) {
  return {"no_device", "the sound device \"" + device + "\" is gone"};
}

/// An open stream of one direction, one channel.
class Stream {
 public:
  Stream() = default;
  ~Stream() {
    if (stream_ != nullptr) Pa_CloseStream(stream_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  base::Status open(const SoundCard::Device& device, bool for_input, PaStreamCallback* callback,
                    void* self) {
    const base::SilencedStderr quiet;  // ALSA thinks aloud
    const PaDeviceInfo& info = *Pa_GetDeviceInfo(device.number);
    const PaStreamParameters parameters{
        device.number, 1, paInt16,
        for_input ? info.defaultLowInputLatency : info.defaultLowOutputLatency, nullptr};
    PaError error = Pa_OpenStream(&stream_, for_input ? &parameters : nullptr,
                                  for_input ? nullptr : &parameters, device.rate_hz,
                                  paFramesPerBufferUnspecified, paNoFlag, callback, self);
    if (error == paNoError) error = Pa_StartStream(stream_);
    if (error != paNoError) return refused(device.name, error);
    return base::ok();
  }
  bool is_running() const { return Pa_IsStreamActive(stream_) == 1; }
  double output_latency_s() const { return Pa_GetStreamInfo(stream_)->outputLatency; }

 private:
  PaStream* stream_ = nullptr;
};

class CardMicrophone final : public Microphone {
 public:
  explicit CardMicrophone(SoundCard::Device device)
      : device_(std::move(device)), ring_(samples_in(kMicrophoneQueue, device_.rate_hz)) {}
  base::Status open() { return stream_.open(device_, true, &on_sound, this); }

  std::uint32_t rate_hz() const override { return static_cast<std::uint32_t>(device_.rate_hz); }
  /// The stream runs on, so that the first word is not lost while the card wakes up.
  void start() override { ring_.drop(); }
  void stop() override {}
  base::Status read(std::vector<std::int16_t>& out) override {
    ring_.pop_all(out);
    if (!stream_.is_running()) return gone(device_.name);
    return base::ok();
  }
  std::uint64_t lost() const override { return lost_.load(); }

 private:
  static int on_sound(const void* in, void* /*out*/, unsigned long frames,
                      const PaStreamCallbackTimeInfo* /*time*/, PaStreamCallbackFlags /*flags*/,
                      void* self) noexcept {
    auto& microphone = *static_cast<CardMicrophone*>(self);
    const std::span<const std::int16_t> samples(static_cast<const std::int16_t*>(in), frames);
    microphone.lost_ += frames - microphone.ring_.push(samples);
    return paContinue;
  }

  const SoundCard::Device device_;
  SampleRing ring_;
  std::atomic<std::uint64_t> lost_{0};
  Stream stream_;  // last: closed before what its callback uses is gone
};

class CardSpeaker final : public Speaker {
 public:
  explicit CardSpeaker(SoundCard::Device device)
      : device_(std::move(device)), ring_(samples_in(kSpeakerQueue, device_.rate_hz)) {}
  base::Status open() {
    if (auto opened = stream_.open(device_, false, &on_need, this); !opened) return opened;
    latency_ = static_cast<std::uint64_t>(stream_.output_latency_s() * device_.rate_hz);
    return base::ok();
  }

  std::uint32_t rate_hz() const override { return static_cast<std::uint32_t>(device_.rate_hz); }
  base::Result<std::size_t> write(std::span<const std::int16_t> samples) override {
    if (!stream_.is_running()) return gone(device_.name);
    return ring_.push(samples);
  }
  /// What the card took lies `latency_` before the ear.
  std::uint64_t position() override {
    const std::uint64_t since_sound = silence_.load();
    const std::uint64_t on_its_way = latency_ > since_sound ? latency_ - since_sound : 0;
    const std::uint64_t taken = ring_.popped();
    return std::max(dropped_, taken > on_its_way ? taken - on_its_way : 0);
  }
  void pause(bool is_paused) override { is_paused_ = is_paused; }
  void drop() override {
    ring_.drop();
    dropped_ = ring_.pushed();
  }

 private:
  static int on_need(const void* /*in*/, void* out, unsigned long frames,
                     const PaStreamCallbackTimeInfo* /*time*/, PaStreamCallbackFlags /*flags*/,
                     void* self) noexcept {
    auto& speaker = *static_cast<CardSpeaker*>(self);
    const std::span<std::int16_t> samples(static_cast<std::int16_t*>(out), frames);
    const std::size_t got = speaker.is_paused_.load() ? 0 : speaker.ring_.pop(samples);
    std::fill(samples.begin() + static_cast<std::ptrdiff_t>(got), samples.end(), std::int16_t{0});
    speaker.silence_ = got == 0 ? speaker.silence_ + frames : frames - got;
    return paContinue;
  }

  const SoundCard::Device device_;
  SampleRing ring_;
  std::atomic<bool> is_paused_{false};
  std::atomic<std::uint64_t> silence_{0};  ///< frames since the last one of ours
  std::uint64_t latency_ = 0;              ///< frames
  std::uint64_t dropped_ = 0;
  Stream stream_;  // last: closed before what its callback uses is gone
};

class PortAudio final : public SoundCard {
 public:
  PortAudio() = default;
  ~PortAudio() override { Pa_Terminate(); }
  PortAudio(const PortAudio&) = delete;
  PortAudio& operator=(const PortAudio&) = delete;

  std::vector<Device> devices() const override {
    std::vector<Device> devices;
    for (int i = 0; i < Pa_GetDeviceCount(); ++i) {
      const PaDeviceInfo& info = *Pa_GetDeviceInfo(i);
      devices.push_back({i, info.name, info.maxInputChannels, info.maxOutputChannels,
                         std::clamp(info.defaultSampleRate, 8000.0, 192000.0),
                         i == Pa_GetDefaultInputDevice(), i == Pa_GetDefaultOutputDevice()});
    }
    return devices;
  }
  base::Result<std::unique_ptr<Microphone>> microphone(const std::string& device) override {
    return opened<CardMicrophone, Microphone>(device, true);
  }
  base::Result<std::unique_ptr<Speaker>> speaker(const std::string& device) override {
    return opened<CardSpeaker, Speaker>(device, false);
  }

 private:
  template <typename Made, typename Wanted>
  base::Result<std::unique_ptr<Wanted>> opened(const std::string& name, bool for_input) {
    const auto device = find_device(devices(), name, for_input);
    if (!device) return device.error();
    auto made = std::make_unique<Made>(*device);
    if (const auto opened = made->open(); !opened) return opened.error();
    return std::unique_ptr<Wanted>(std::move(made));
  }
};

}  // namespace

base::Result<std::unique_ptr<SoundCard>> SoundCard::open() {
  const base::SilencedStderr quiet;
  if (const PaError error = Pa_Initialize(); error != paNoError) {
    return base::Error{"no_device",
                       std::string("the sound system does not start: ") + Pa_GetErrorText(error)};
  }
  return std::unique_ptr<SoundCard>(std::make_unique<PortAudio>());
}

}  // namespace hotpin::client

#else

namespace hotpin::client {

base::Result<std::unique_ptr<SoundCard>> SoundCard::open() {
  return base::Error{
      "no_device",
      "this hotpin was built without PortAudio, so it knows no microphone or speaker: "
      "apt-get install portaudio19-dev, then scripts/run; or name WAV files"};
}

}  // namespace hotpin::client

#endif
