#include "audio/input/raw_form.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <cstdlib>

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;
using Kind = StreamForm::Kind;

/// Words of 32 bit that are not zero, before what they are is believed.
constexpr std::size_t kWords = 64;

struct Word {
  std::array<std::uint8_t, 4> bytes;
  bool is_zero() const { return (bytes[0] | bytes[1] | bytes[2] | bytes[3]) == 0; }
  std::int16_t low() const { return static_cast<std::int16_t>(bytes[0] | (bytes[1] << 8U)); }
  std::int16_t high() const { return static_cast<std::int16_t>(bytes[2] | (bytes[3] << 8U)); }
};

Word word_at(Bytes bytes, std::size_t at) {
  Word word{};
  for (std::size_t i = 0; i < 4; ++i) word.bytes[i] = std::to_integer<std::uint8_t>(bytes[at + i]);
  return word;
}

/// Samples within full scale have few exponents, so that each second 16-bit number lies in a narrow
/// range, while the others, the mantissas' ends, lie anywhere.
struct Floats {
  static bool may_be(const Word& word) {
    const unsigned exponent = word.bytes[3] & 0x7FU;
    return exponent >= 0x30 && exponent <= 0x3F;
  }
  static bool is_typical(const Word& word) {
    constexpr int kFar = 4096;
    return std::abs(int{word.low()} - int{word.high()}) > kFar;
  }
  static constexpr std::size_t kTypical = kWords / 2;
  static constexpr std::string_view kName = "32-bit float samples";
};

/// A microphone's 24 bits at the top of 32: the lowest byte is never set, the others are.
struct Integers {
  static bool may_be(const Word& word) { return word.bytes[0] == 0; }
  static bool is_typical(const Word& word) { return word.bytes[1] != 0 && word.bytes[2] != 0; }
  static constexpr std::size_t kTypical = kWords / 4;
  static constexpr std::string_view kName = "32-bit integer samples";
};

template <typename Samples>
StreamForm by_words(Bytes head) {
  std::size_t words = 0;
  std::size_t typical = 0;
  for (std::size_t at = 0; at + 4 <= head.size() && words < kWords; at += 4) {
    const Word word = word_at(head, at);
    if (word.is_zero()) continue;
    if (!Samples::may_be(word)) return {Kind::pcm};
    ++words;
    if (Samples::is_typical(word)) ++typical;
  }
  if (words < kWords) return {Kind::undecided};
  if (typical < Samples::kTypical) return {Kind::pcm};
  return {Kind::foreign, Samples::kName};
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// An object's first name and its colon: `{"type":`.
StreamForm by_json(Bytes head) {
  constexpr std::string_view kMarks = "{\"\":";
  constexpr std::size_t kInName = 2;  // marks seen
  constexpr std::size_t kLongest = 80;
  std::size_t marks = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = std::to_integer<char>(head[i]);
    if (c == kMarks[marks]) {
      if (++marks == kMarks.size()) return {Kind::foreign, "JSON"};
      continue;
    }
    const bool is_name = is_letter(c) || is_digit(c) || c == '_';
    const bool may_stand = marks == kInName ? is_name : marks > 0 && is_space(c);
    if (!may_stand || i > kLongest) return {Kind::pcm};
  }
  return {Kind::undecided};
}

/// So much of nothing but its letters, and of many of them.
StreamForm by_base64(Bytes head) {
  constexpr std::size_t kEnough = 512;
  constexpr std::size_t kDifferent = 12;  // digits alone, as hexadecimal has them, are more
  std::bitset<256> seen;
  for (std::size_t i = 0; i < head.size() && i < kEnough; ++i) {
    const char c = std::to_integer<char>(head[i]);
    const bool is_sign = c == '+' || c == '/' || c == '-' || c == '_' || c == '=';
    if (!is_letter(c) && !is_digit(c) && !is_sign && !is_space(c)) return {Kind::pcm};
    seen.set(std::to_integer<std::size_t>(head[i]));
  }
  if (head.size() < kEnough) return {Kind::undecided};
  if (seen.count() < kDifferent) return {Kind::pcm};
  return {Kind::foreign, "base64 or other text"};
}

}  // namespace

StreamForm by_raw_form(Bytes head, bool is_last) {
  bool is_undecided = false;
  for (const auto& looks : {by_words<Floats>, by_words<Integers>, by_json, by_base64}) {
    const StreamForm form = looks(head);
    if (form.kind == Kind::foreign) return form;
    is_undecided = is_undecided || form.kind == Kind::undecided;
  }
  return {is_undecided && !is_last ? Kind::undecided : Kind::pcm};
}

}  // namespace hotpin::audio
