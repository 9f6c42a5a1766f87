// SPDX-License-Identifier: GPL-3.0-or-later
#include "espeak_child/phonemes.hpp"

#include <espeak-ng/speak_lib.h>

#include <string_view>

namespace hotpin::espeak_child {
namespace {

constexpr int kIpa = 0x02;  // speak_lib.h: bit 1 of phonememode

constexpr std::string_view kMarks = ",.?!;:";
constexpr std::string_view kClosers = " \t\n\"')]";

/// The mark a clause ended with: behind it only quotes, brackets and spaces follow. espeak-ng reads
/// one character into the next clause to be sure that this one is over; that one does not count.
char mark_of(std::string_view clause, bool is_last) {
  const auto is_any = [](char c, std::string_view of) {
    return of.find(c) != std::string_view::npos;
  };
  if (!is_last && !clause.empty() && !is_any(clause.back(), kClosers) &&
      !is_any(clause.back(), kMarks)) {
    while (!clause.empty() && (clause.back() & 0xC0) == 0x80) clause.remove_suffix(1);
    if (!clause.empty()) clause.remove_suffix(1);
  }
  while (!clause.empty() && is_any(clause.back(), kClosers)) clause.remove_suffix(1);
  return !clause.empty() && is_any(clause.back(), kMarks) ? clause.back() : '\0';
}

/// Without what is no sound: "(en)" where the language changes, '_' for a pause, and the joiner
/// that ties the letters of one sound.
std::string cleaned(std::string_view ipa) {
  constexpr std::string_view kJoiner = "\xe2\x80\x8d";
  std::string out;
  for (std::size_t i = 0; i < ipa.size(); ++i) {
    if (ipa[i] == '(') {
      const std::size_t end = ipa.find(')', i);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (ipa.substr(i, kJoiner.size()) == kJoiner) {
      i += kJoiner.size() - 1;
    } else if (ipa[i] == '\n') {
      out += ' ';
    } else if (ipa[i] != '_') {
      out += ipa[i];
    }
  }
  return out;
}

}  // namespace

std::string phonemes_of(const std::string& text) {
  std::string all;
  const void* next = text.c_str();
  while (next != nullptr) {
    const char* const begin = static_cast<const char*>(next);
    const char* const ipa = espeak_TextToPhonemes(&next, espeakCHARS_UTF8, kIpa);
    const char* const end =
        next == nullptr ? text.c_str() + text.size() : static_cast<const char*>(next);
    const std::string clause = ipa == nullptr ? std::string() : cleaned(ipa);
    if (!clause.empty()) {
      if (!all.empty()) all += ' ';
      all += clause;
      if (const char mark =
              mark_of({begin, static_cast<std::size_t>(end - begin)}, next == nullptr))
        all += mark;
    }
    if (end <= begin) break;  // no progress
  }
  return all;
}

}  // namespace hotpin::espeak_child
