#include "audio/input/input_decoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "audio/input/stream_form.hpp"

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

/// Enough to tell compressed sound from samples.
constexpr std::size_t kToldApart = 1024;

/// "16", "22.05".
std::string in_kilohertz(std::uint32_t rate_hz) {
  std::string text = std::to_string(rate_hz / 1000);
  if (rate_hz % 1000 != 0) text += "." + std::to_string(1000 + rate_hz % 1000).substr(1);
  while (text.find('.') != text.npos && text.ends_with('0')) text.pop_back();
  return text;
}

std::string sentence(const std::string& what, std::uint32_t rate_hz) {
  return "Could not understand audio: " + what + " came; raw 16-bit little-endian PCM of " +
         in_kilohertz(rate_hz) + " kHz mono, or a WAV file, is wanted.";
}

void append(Bytes bytes, InputDecoder::Pcm& out) {
  const std::size_t before = out.size();
  out.resize(before + bytes.size() / 2);
  if (!bytes.empty()) std::memcpy(out.data() + before, bytes.data(), bytes.size() / 2 * 2);
}

/// Whole 32-bit words of silence tell nothing and need not wait.
std::size_t leading_silence(const std::vector<std::byte>& head) {
  const auto sound =
      std::find_if(head.begin(), head.end(), [](std::byte byte) { return byte != std::byte{0}; });
  return static_cast<std::size_t>(sound - head.begin()) / 4 * 4;
}

}  // namespace

void InputDecoder::push(std::span<const std::int16_t> pcm, Pcm& out) {
  if (is_over_) restart();
  const Bytes bytes = std::as_bytes(pcm);  // as they came: samples are little-endian here
  if (auto* const plain = std::get_if<Plain>(&state_)) {
    pass(*plain, pcm, out);
  } else if (auto* const wav = std::get_if<WavStream>(&state_)) {
    convert(*wav, bytes, out);
  } else if (auto* const deciding = std::get_if<Deciding>(&state_)) {
    deciding->head.insert(deciding->head.end(), bytes.begin(), bytes.end());
    decide(deciding->head, false, out);
  }
}

void InputDecoder::finish(Pcm& out) {
  if (is_over_) restart();  // nothing was sent since
  is_over_ = true;
  if (auto* const deciding = std::get_if<Deciding>(&state_)) decide(deciding->head, true, out);
  if (auto* const plain = std::get_if<Plain>(&state_); plain != nullptr && plain->resampler)
    plain->resampler->finish(out);
  if (auto* const wav = std::get_if<WavStream>(&state_)) {
    if (const base::Status whole = wav->finish(out); !whole) refuse_wav(whole.error());
  }
}

void InputDecoder::restart() {
  state_ = Deciding{};
  is_over_ = false;
  refusal_.reset();
}

void InputDecoder::decide(std::vector<std::byte>& head, bool is_all, Pcm& out) {
  const std::size_t silence = leading_silence(head);
  out.resize(out.size() + silence / 2 * WavStream::kOutputHz / rate_hz_);
  head.erase(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(silence));
  StreamForm form = form_of(head, is_all);
  if (form.kind == StreamForm::Kind::pcm && !last_foreign_.empty()) {
    // Pieces of a recorder that runs on have no magic, and the last comes behind the end of speech.
    if (head.size() < kToldApart && !is_all) return;
    if (looks_compressed(head)) form = {StreamForm::Kind::foreign, last_foreign_};
  }
  if (form.kind == StreamForm::Kind::undecided) return;
  const std::vector<std::byte> bytes = std::move(head);  // it goes with the state
  if (form.kind == StreamForm::Kind::pcm) {
    begin_plain(bytes, out);
  } else if (form.kind == StreamForm::Kind::wav) {
    convert(state_.emplace<WavStream>(), bytes, out);
  } else {
    last_foreign_ = std::string(form.name);
    refuse(last_foreign_);
  }
}

void InputDecoder::begin_plain(Bytes bytes, Pcm& out) {
  Plain& plain = state_.emplace<Plain>();
  if (rate_hz_ != WavStream::kOutputHz) plain.resampler.emplace(rate_hz_, WavStream::kOutputHz);
  Pcm pcm;
  append(bytes, pcm);
  pass(plain, pcm, out);
}

void InputDecoder::pass(Plain& plain, std::span<const std::int16_t> pcm, Pcm& out) {
  if (plain.resampler) plain.resampler->process(pcm, out);
  else out.insert(out.end(), pcm.begin(), pcm.end());
}

void InputDecoder::convert(WavStream& wav, Bytes bytes, Pcm& out) {
  if (const base::Status done = wav.push(bytes, out); !done) refuse_wav(done.error());
}

void InputDecoder::refuse_wav(const base::Error& why) { refuse("a WAV file (" + why.detail + ")"); }

void InputDecoder::refuse(const std::string& what) {
  state_ = Refused{};
  refusal_ = sentence(what, rate_hz_);
}

}  // namespace hotpin::audio
