#include "engines/openai/speech/transcription.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/ascii.hpp"
#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;
/// Of Whisper: no speech when this is likely and the words are not.
constexpr double kLikelySilence = 0.6;
constexpr double kUnlikelyWords = -1.0;

/// Where services put their words, the usual place first.
constexpr auto kPlaces = std::to_array<const char*>(
    {"text", "transcript", "transcription", "DisplayText", "display_text", "utterance", "sentence",
     "result", "results", "output", "outputs", "data", "response", "segments", "chunks", "channels",
     "alternatives", "transcripts", "sentences"});

void add(std::string& text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += ' ';
  text += more;
}

bool is_no_speech(const json::value& segment) {
  const json::object* fields = segment.if_object();
  if (fields == nullptr) return false;
  const auto number = [fields](const char* name) -> std::optional<double> {
    const json::value* found = fields->if_contains(name);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
  };
  const auto silence = number("no_speech_prob");
  const auto words = number("avg_logprob");
  return silence && words && *silence > kLikelySilence && *words < kUnlikelyWords;
}

std::optional<std::string> words_in(const json::value& value);

/// Of pieces one behind the other; of several readings of the same, the first.
std::optional<std::string> words_in(const json::array& pieces, bool are_readings) {
  std::optional<std::string> words;
  if (pieces.empty()) return std::string();
  for (const json::value& piece : pieces) {
    if (is_no_speech(piece)) {
      words = words.value_or(std::string());
      continue;
    }
    const auto more = words_in(piece);
    if (!more) continue;
    std::string all = words.value_or(std::string());
    add(all, *more);
    words = std::move(all);
    if (are_readings) break;
  }
  return words;
}

std::optional<std::string> words_in(const json::object& object) {
  const json::value* segments = object.if_contains("segments");
  const json::array* pieces = segments == nullptr ? nullptr : segments->if_array();
  const bool tells_silence =
      pieces != nullptr && std::any_of(pieces->begin(), pieces->end(), is_no_speech);
  if (tells_silence) return words_in(*pieces, false);
  for (const char* place : kPlaces) {
    const json::value* found = object.if_contains(place);
    if (found == nullptr) continue;
    const bool are_readings = std::string_view(place) == "alternatives";
    const json::array* array = found->if_array();
    if (const auto words = array != nullptr ? words_in(*array, are_readings) : words_in(*found)) {
      return words;
    }
  }
  return std::nullopt;
}

std::optional<std::string> words_in(const json::value& value) {
  if (value.is_null()) return std::string();
  if (const json::string* text = value.if_string()) return std::string(*text);
  if (const json::array* array = value.if_array()) return words_in(*array, false);
  if (const json::object* object = value.if_object()) return words_in(*object);
  return std::nullopt;
}

base::Error no_text(const std::string& what) {
  return {"stt_failed", "the recognition service sent no text" + what};
}

base::Result<std::string> read_json(std::string_view body) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code failure;
  const json::value parsed = json::parse({body.data(), body.size()}, failure, {}, options);
  if (failure) return no_text(": what it sent is no JSON");
  const json::object* object = parsed.if_object();
  const json::value* error = object == nullptr ? nullptr : object->if_contains("error");
  if (error != nullptr && !error->is_null()) return no_text(": " + reason_in(body));
  const auto words = words_in(parsed);
  if (!words) return no_text("");
  return *words;
}

/// "00:00:00,000 --> 00:00:02,000"; in brackets it is a tag among words.
bool is_time(std::string_view line) {
  return line.find("-->") != std::string_view::npos && line.front() >= '0' && line.front() <= '9';
}

bool is_number(std::string_view line) {
  return !line.empty() && line.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Of subtitles only what is said; other texts hold no line with an arrow.
std::string without_times(std::string_view text) {
  if (text.find("-->") == std::string_view::npos) return std::string(text);
  std::string words;
  std::string held;  // a number may be a subtitle's own
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::trimmed(text.substr(0, end), " \r\t");
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!is_time(line)) add(words, held);
    held.clear();
    if (is_time(line) || line.starts_with("WEBVTT") || line.starts_with("NOTE")) continue;
    if (is_number(line)) held = line;
    else add(words, line);
  }
  add(words, held);
  return words;
}

std::string in_one_line(std::string_view text) {
  const std::string line = one_line(std::string(text));
  return std::string(base::trimmed(line, " "));
}

}  // namespace

base::Result<std::string> read_transcription(const net::ResponseHead& head, std::string_view body) {
  const std::string type = base::to_lower(head.header("content-type"));
  const std::string_view text = base::trimmed(body, " \t\r\n");
  const bool looks_like_json = text.starts_with('{') || text.starts_with("[{") ||
                               text.starts_with("[\"") || text.starts_with('"');
  const bool is_json = type.find("json") != std::string::npos;
  if (is_json || looks_like_json) {
    const auto words = read_json(text);
    if (words) return in_one_line(without_times(*words));
    if (is_json || text.starts_with('{')) return words;
  }
  const bool is_page =
      type.find("html") != std::string::npos || text.starts_with("<!") || text.starts_with("<html");
  if (is_page) return no_text(", but a web page; check HOTPIN_STT_URL");
  return in_one_line(without_times(text));
}

}  // namespace hotpin::engines::openai
