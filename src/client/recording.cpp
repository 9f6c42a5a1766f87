#include "client/recording.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "audio/resampler.hpp"
#include "audio/wav.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

/// Bigger files are refused before they are read: 12 minutes at 48 kHz stereo; no utterance is
/// longer.
constexpr std::uintmax_t kMaxFileBytes = 128 * 1024 * 1024;

base::Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return base::Error{"bad_file", "cannot read " + path + ": " + error.message()};
  if (size > kMaxFileBytes) return base::Error{"bad_file", path + " is too long for one utterance"};
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  if (!file) return base::Error{"bad_file", "cannot read " + path};
  if (bytes.empty()) return base::Error{"bad_file", path + " is empty"};
  return bytes;
}

}  // namespace

base::Result<Recording> load_recording(const std::string& path) {
  const base::Result<std::string> bytes = read_file(path);
  if (!bytes) return bytes.error();
  const base::Result<audio::Wav> wav = audio::parse_wav(std::as_bytes(std::span(*bytes)));
  if (!wav) return base::Error{"bad_file", path + ": " + wav.error().detail};
  if (wav->samples.empty()) return base::Error{"bad_file", path + " holds no audio"};
  return Recording{path, audio::resample(wav->samples, wav->rate_hz, kWireRateHz)};
}

}  // namespace hotpin::client
