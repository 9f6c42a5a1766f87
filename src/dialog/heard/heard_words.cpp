#include "dialog/heard/heard_words.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/ascii.hpp"
#include "base/chat_marks/mark_form.hpp"
#include "base/utf8.hpp"
#include "dialog/heard/sound_words.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxTagBytes = 48;
/// Of "language English<asr_text>".
constexpr std::size_t kMaxLeadBytes = 64;
constexpr std::string_view kTextBegins = "<asr_text>";

bool has_word(std::string_view text) {
  while (!text.empty()) {
    if (is_word_char(base::take_code_point(text))) return true;
  }
  return false;
}

/// Lower case of Latin, Greek and Cyrillic letters, which is enough to look words up.
std::string lower(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    char32_t c = base::take_code_point(text);
    const bool is_upper = is_ascii_upper(c) || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
                          (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F);
    base::append_code_point(out, is_upper ? c + 0x20 : c);
  }
  return out;
}

/// Of Qwen's recognisers: the words begin behind the mark.
std::string_view without_lead(std::string_view text) {
  const std::size_t at = text.substr(0, kMaxLeadBytes).find(kTextBegins);
  return at == std::string_view::npos ? text : text.substr(at + kTextBegins.size());
}

/// How long the tag is that `text` begins with, "<|en|>" or "<unk>"; 0 for none.
std::size_t tag_length(std::string_view text) {
  const std::size_t end = text.substr(0, kMaxTagBytes).find('>');
  if (!text.starts_with('<') || end == std::string_view::npos) return 0;
  const std::string_view inside = text.substr(1, end - 1);
  const bool is_known = base::form_of(base::normal_mark(text.substr(0, end + 1))).is_whole;
  return is_known || inside.starts_with('|') ? end + 1 : 0;
}

std::string without_tags(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = tag_length(text);
    if (length > 0) out += ' ';
    else out += text.front();
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return out;
}

struct Brackets {
  std::string_view begin;
  std::string_view end;
};
constexpr Brackets kBrackets[] = {{"[", "]"},   {"(", ")"},   {"{", "}"},   {"（", "）"},
                                  {"【", "】"}, {"［", "］"}, {"〔", "〕"}, {"*", "*"}};

/// What stands in brackets: bytes [begin, end) of a text, and its inside.
struct Group {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view inside{};
};

/// Without an end it goes to the text's.
bool read_group(std::string_view text, std::size_t at, Group& group) {
  for (const Brackets& brackets : kBrackets) {
    if (!text.substr(at).starts_with(brackets.begin)) continue;
    const std::size_t inside = at + brackets.begin.size();
    const std::size_t close = text.find(brackets.end, inside);
    const bool is_closed = close != std::string_view::npos;
    // "2 * 3" has no group.
    if (brackets.begin == "*" && !is_closed) return false;
    const std::size_t inside_end = is_closed ? close : text.size();
    group = {at, is_closed ? close + brackets.end.size() : text.size(),
             text.substr(inside, inside_end - inside)};
    return true;
  }
  return false;
}

std::vector<Group> groups_of(std::string_view text) {
  std::vector<Group> groups;
  for (std::size_t at = 0; at < text.size();) {
    Group group;
    const bool is_group = read_group(text, at, group);
    if (is_group) groups.push_back(group);
    at = is_group ? group.end : at + 1;
  }
  return groups;
}

/// "00:00:00.000 --> 00:00:02.000".
bool is_time(std::string_view inside) {
  return inside.find_first_not_of("0123456789:.,-> s") == std::string_view::npos &&
         inside.find_first_of(":>") != std::string_view::npos;
}

/// "Speaker 1", "SPEAKER_00", "spk0".
bool is_speaker(std::string_view words) {
  for (const std::string_view name : {"speaker", "spk"}) {
    if (words.starts_with(name)) return words.size() <= name.size() + 4;
  }
  return false;
}

/// "_TT_50" is a token of whisper.cpp's.
bool is_no_speech(std::string_view inside) {
  const std::string words = lower(base::trimmed(inside, " "));
  return !has_word(words) || words.starts_with('_') || is_time(words) || is_speaker(words) ||
         describes_sound(words);
}

std::string without(std::string_view text, const std::vector<Group>& groups, bool all) {
  std::string out;
  std::size_t from = 0;
  for (const Group& group : groups) {
    if (!all && !is_no_speech(group.inside)) continue;
    out += std::string(text.substr(from, group.begin - from)) + ' ';
    from = group.end;
  }
  return out += text.substr(from);
}

std::string without_sounds(std::string_view text) {
  const std::vector<Group> groups = groups_of(text);
  if (!has_word(without(text, groups, true))) return {};
  return without(text, groups, false);
}

bool is_note(char32_t c) { return c >= 0x2669 && c <= 0x266F; }

/// What stands between notes is sung.
std::string without_songs(std::string_view text) {
  std::string out;
  std::string song;
  bool sings = false;
  bool was_note = false;
  while (!text.empty()) {
    const char32_t c = base::take_code_point(text);
    if (is_note(c)) {
      if (!was_note) sings = !sings;
      if (!sings) song.clear();
    } else {
      base::append_code_point(sings ? song : out, c);
    }
    was_note = is_note(c);
  }
  return out + ' ' + song;  // notes that have no end are there for nothing
}

bool is_emoji(char32_t c) {
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || c == 0xFE0F;
}

std::string without_emoji(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = base::take_code_point(text);
    if (!is_emoji(c)) base::append_code_point(out, c);
  }
  return out;
}

/// "Speaker 1: hello", ">> hello", "- hello".
std::string_view without_label(std::string_view text) {
  for (const std::string_view mark : {">>", "- ", ": ", " "}) {
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  }
  const std::size_t colon = text.substr(0, 16).find(':');
  const bool is_label = colon != std::string_view::npos && is_speaker(lower(text.substr(0, colon)));
  return is_label ? text.substr(colon + 1) : text;
}

std::string with_single_spaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
    if (!is_blank) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string heard_words(std::string_view text) {
  const std::string valid = base::to_valid_utf8(text);
  std::string words = without_songs(without_sounds(without_tags(without_lead(valid))));
  words = with_single_spaces(without_emoji(words));
  words = with_single_spaces(without_label(words));
  if (!has_word(words) || is_subtitle_credit(lower(words))) return {};
  return words;
}

}  // namespace hotpin::dialog
