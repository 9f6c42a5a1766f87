#include <algorithm>
#include <cstdlib>

#include "engines/fake/fake.hpp"

namespace hotpin::engines::fake {
namespace {

constexpr std::size_t kWindowSamples = 512;  // 32 ms, as Silero
constexpr int kSoundLevel = 500;

class FakeVadStream final : public engine::VadStream {
 public:
  bool is_speech(std::span<const std::int16_t> window) override {
    return std::any_of(window.begin(), window.end(),
                       [](std::int16_t sample) { return std::abs(int{sample}) > kSoundLevel; });
  }
};

class FakeVad final : public engine::Vad {
 public:
  std::string_view name() const override { return "fake"; }
  std::size_t window_samples() const override { return kWindowSamples; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::VadStream> open() override { return std::make_unique<FakeVadStream>(); }
};

}  // namespace

std::unique_ptr<engine::Vad> make_vad() { return std::make_unique<FakeVad>(); }

}  // namespace hotpin::engines::fake
