#include "engines/vosk/transcript.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <optional>

#include "base/utf8.hpp"
#include "engine/context.hpp"

namespace hotpin::engines::vosk {
namespace {

namespace json = boost::json;

constexpr double kLongestS = 24.0 * 3600;  // more is no time in an utterance

const base::Error kNonsense{"stt_failed", "the recogniser gave a result that cannot be read"};

/// Nothing when the text is no JSON object.
std::optional<json::object> parse_object(std::string_view text) {
  boost::system::error_code error;
  json::value parsed = json::parse(text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.as_object());
}

/// A model's own word list may hold anything.
std::string plain(const json::string& text) {
  std::string out = base::to_valid_utf8({text.data(), text.size()});
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return out;
}

std::optional<std::string> text_in(const json::object& fields, std::string_view name) {
  const json::value* value = fields.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return plain(value->get_string());
}

std::optional<std::size_t> sample_in(const json::object& fields, std::string_view name) {
  const json::value* value = fields.if_contains(name);
  boost::system::error_code error;
  const double at_s = value == nullptr ? -1 : value->to_number<double>(error);
  if (error || !(at_s >= 0) || at_s > kLongestS) return std::nullopt;
  return static_cast<std::size_t>(std::lround(at_s * engine::kInputRateHz));
}

std::optional<engine::SpokenWord> word_in(const json::value& value) {
  const json::object* fields = value.if_object();
  if (fields == nullptr) return std::nullopt;
  auto text = text_in(*fields, "word");
  const auto begin = sample_in(*fields, "start");
  const auto end = sample_in(*fields, "end");
  if (!text || !begin || !end || *end < *begin) return std::nullopt;
  return engine::SpokenWord{std::move(*text), *begin, *end};
}

}  // namespace

base::Result<Sentence> parse_result(std::string_view json) {
  const auto fields = parse_object(json);
  auto text = fields ? text_in(*fields, "text") : std::nullopt;
  if (!text) return kNonsense;
  Sentence sentence{std::move(*text), {}};
  const json::value* words = fields->if_contains("result");
  if (words == nullptr) return sentence;
  if (!words->is_array()) return kNonsense;
  for (const json::value& value : words->get_array()) {
    auto word = word_in(value);
    if (!word) return kNonsense;
    sentence.words.push_back(std::move(*word));
  }
  return sentence;
}

base::Result<std::string> parse_partial(std::string_view json) {
  const auto fields = parse_object(json);
  auto text = fields ? text_in(*fields, "partial") : std::nullopt;
  if (!text) return kNonsense;
  return std::move(*text);
}

}  // namespace hotpin::engines::vosk
