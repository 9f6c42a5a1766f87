#include "session/reply/parked_reply.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "audio/resampler.hpp"

namespace hotpin::session {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are copied as they are");

constexpr std::string_view kMark = "hotpin-reply-2";
// As protocol::ClientTraits allows.
constexpr std::uint32_t kLeastHz = 8'000;
constexpr std::uint32_t kMostHz = 48'000;
constexpr std::uint32_t kMostHow =
    static_cast<std::uint32_t>(protocol::Completed::How::interrupted);

/// Numbers little endian, texts and lists behind their length.
class Writer {
 public:
  void number(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFF);
  }
  void real(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    number(static_cast<std::uint32_t>(bits));
    number(static_cast<std::uint32_t>(bits >> 32U));
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes += value;
  }
  void samples(const std::vector<std::int16_t>& pcm) {
    number(static_cast<std::uint32_t>(pcm.size()));
    bytes.append(reinterpret_cast<const char*>(pcm.data()), 2 * pcm.size());
  }
  std::string bytes;
};

/// Once it has failed it gives nothing but zeros and empty things.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t number() {
    const std::string_view four = take(4);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < four.size(); ++i) {
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(four[i])) << (8 * i);
    }
    return value;
  }
  double real() {
    const std::uint64_t low = number();
    const std::uint64_t high = number();
    const double value = std::bit_cast<double>(low | (high << 32U));
    if (!std::isfinite(value) || value < 0) has_failed_ = true;
    return has_failed_ ? 0 : value;
  }
  std::string text() { return std::string(take(number())); }
  std::vector<std::int16_t> samples() {
    const std::string_view taken = take(std::size_t{2} * number());
    std::vector<std::int16_t> pcm(taken.size() / 2);
    std::copy_n(taken.data(), 2 * pcm.size(), reinterpret_cast<char*>(pcm.data()));
    return pcm;
  }
  /// How many things follow, of which each takes at least `bytes`.
  std::size_t count(std::size_t bytes) {
    const std::size_t value = number();
    if (value > rest_.size() / bytes) has_failed_ = true;
    return has_failed_ ? 0 : value;
  }
  bool begins_with(std::string_view mark) { return take(mark.size()) == mark; }
  bool is_whole() const { return !has_failed_ && rest_.empty(); }
  void fail() { has_failed_ = true; }

 private:
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) has_failed_ = true;
    if (has_failed_) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  bool has_failed_ = false;
};

void write(Writer& out, const ReadyPhrase& phrase) {
  out.text(phrase.phrase.text);
  out.text(phrase.phrase.speech);
  out.real(phrase.pause_ms);
  out.samples(phrase.pcm);
  out.number(static_cast<std::uint32_t>(phrase.words.size()));
  for (const dialog::SpokenWord& word : phrase.words) {
    out.number(static_cast<std::uint32_t>(word.text_begin));
    out.real(word.begin_ms);
    out.real(word.end_ms);
  }
}

ReadyPhrase read_phrase(Reader& in) {
  constexpr std::size_t kWordBytes = 20;
  ReadyPhrase phrase;
  phrase.phrase.text = in.text();
  phrase.phrase.speech = in.text();
  phrase.pause_ms = in.real();
  phrase.pcm = in.samples();
  for (std::size_t left = in.count(kWordBytes); left > 0; --left) {
    dialog::SpokenWord word;
    word.text_begin = in.number();
    word.begin_ms = in.real();
    word.end_ms = in.real();
    phrase.words.push_back(word);
  }
  return phrase;
}

}  // namespace

void resample_to(OutputRate rate, ParkedReply& reply) {
  if (rate.hz == reply.rate.hz) return;
  for (ReadyPhrase& phrase : reply.phrases) {
    phrase.pcm = audio::resample(phrase.pcm, reply.rate.hz, rate.hz);
  }
  reply.rate = rate;
}

std::string to_bytes(const ParkedReply& reply) {
  Writer out;
  out.bytes = kMark;
  out.number(reply.turn.value);
  out.text(reply.transcript);
  out.text(reply.answered);
  out.number(static_cast<std::uint32_t>(reply.how));
  out.number(reply.rate.hz);
  out.number(static_cast<std::uint32_t>(reply.phrases.size()));
  for (const ReadyPhrase& phrase : reply.phrases) write(out, phrase);
  return std::move(out.bytes);
}

std::optional<ParkedReply> parked_reply_in(std::string_view bytes) {
  constexpr std::size_t kLeastPhraseBytes = 24;
  Reader in(bytes);
  if (!in.begins_with(kMark)) return std::nullopt;
  ParkedReply reply;
  reply.turn = {in.number()};
  reply.transcript = in.text();
  reply.answered = in.text();
  const std::uint32_t how = in.number();
  if (how > kMostHow) in.fail();
  else reply.how = static_cast<protocol::Completed::How>(how);
  reply.rate.hz = in.number();
  if (reply.rate.hz < kLeastHz || reply.rate.hz > kMostHz) in.fail();
  for (std::size_t left = in.count(kLeastPhraseBytes); left > 0; --left) {
    reply.phrases.push_back(read_phrase(in));
  }
  if (!in.is_whole()) return std::nullopt;
  return reply;
}

std::string heard_of(const std::string& answered, std::string heard) {
  return heard.size() < answered.size() ? heard : answered;
}

}  // namespace hotpin::session
