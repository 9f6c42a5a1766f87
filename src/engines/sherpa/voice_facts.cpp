#include "engines/sherpa/voice_facts.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/ascii.hpp"
#include "engines/sherpa/protobuf.hpp"

namespace hotpin::engines::sherpa {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

base::Error bad(const std::string& path, const std::string& what) {
  return {"bad_model", path + " " + what +
                           "; a Piper voice is a .onnx file with its .onnx.json beside it: run "
                           "scripts/setup, or correct HOTPIN_TTS_MODEL_PATH"};
}

std::string text_at(const json::value& in, const char* where, const char* otherwise = "") {
  boost::system::error_code error;
  const json::value* found = in.find_pointer(where, error);
  return found != nullptr && found->is_string() ? found->get_string().c_str() : otherwise;
}

template <typename Number>
void number_at(const json::value& in, const char* where, Number& number) {
  boost::system::error_code error;
  const json::value* found = in.find_pointer(where, error);
  if (found == nullptr) return;
  const auto value = found->to_number<Number>(error);
  if (!error) number = value;
}

/// Nothing when it is no table of {"symbol": [number, …]} or {"symbol": number}.
std::optional<decltype(VoiceFacts::symbols)> symbols_in(const json::value& in) {
  boost::system::error_code error;
  const json::value* map = in.find_pointer("/phoneme_id_map", error);
  if (map == nullptr || !map->is_object() || map->get_object().empty()) return std::nullopt;
  decltype(VoiceFacts::symbols) symbols;
  for (const auto& [symbol, ids] : map->get_object()) {
    const bool is_list = ids.is_array() && !ids.get_array().empty();
    const json::value& id = is_list ? ids.get_array()[0] : ids;
    if (!id.is_int64() || symbol.find('\n') != std::string_view::npos) return std::nullopt;
    symbols.emplace_back(symbol, id.get_int64());
  }
  return symbols;
}

/// Python's enumerations are written by their name, too: "PhonemeType.ESPEAK". Old voices and those
/// of other programs do not say it.
bool takes_espeak_phonemes(const json::value& in) {
  const std::string type = base::to_lower(text_at(in, "/phoneme_type", "espeak"));
  const std::string name = type.substr(type.rfind('.') + 1);
  return name == "espeak" || name == "espeak-ng" || name == "espeak_ng" || name.empty();
}

/// As Piper's list of voices names it; old voices say less of themselves than their file's name.
std::string id_of(const json::value& in, const std::string& path) {
  const std::string language = text_at(in, "/language/code");
  const std::string dataset = text_at(in, "/dataset");
  const std::string quality = text_at(in, "/audio/quality");
  if (language.empty() || dataset.empty() || quality.empty()) return fs::path(path).stem().string();
  return language + "-" + dataset + "-" + quality;
}

}  // namespace

base::Result<std::string> find_voice(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  if (fs::exists(path + "/voice.onnx", ignored)) return path + "/voice.onnx";
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    if (entry.path().extension() == ".onnx") found.push_back(entry.path().string());
  }
  if (found.size() == 1) return found.front();
  return bad(path, found.empty() ? "holds no .onnx file" : "holds several .onnx files; name one");
}

base::Result<VoiceFacts> read_voice_facts(const std::string& path) {
  const std::string name = path + ".json";
  std::ifstream file(name, std::ios::binary);
  if (!file) return bad(name, "is not there, or cannot be read");
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  boost::system::error_code error;
  const json::value parsed = json::parse(text, error);
  auto symbols = error ? std::nullopt : symbols_in(parsed);
  if (!symbols) return bad(name, "is not the description of a Piper voice, or damaged");
  if (!takes_espeak_phonemes(parsed)) {
    return bad(name, "is of a voice that does not take espeak-ng's phonemes");
  }
  VoiceFacts facts{.id = id_of(parsed, path),
                   .language = text_at(parsed, "/language/name_english", "English"),
                   .phoneme_voice = text_at(parsed, "/espeak/voice", "en-us"),
                   .symbols = std::move(*symbols)};
  number_at(parsed, "/audio/sample_rate", facts.sample_rate_hz);
  number_at(parsed, "/num_speakers", facts.speakers);
  number_at(parsed, "/inference/noise_scale", facts.noise_scale);
  number_at(parsed, "/inference/length_scale", facts.length_scale);
  number_at(parsed, "/inference/noise_w", facts.noise_w);
  if (facts.sample_rate_hz < 8000 || facts.sample_rate_hz > 48000) {
    return bad(name, "tells of an unknown sample rate");
  }
  return facts;
}

std::string voice_metadata(const VoiceFacts& facts) {
  constexpr std::uint64_t kMetadataProps = 14;  // of onnx.ModelProto
  std::string bytes;
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"model_type", "vits"},
           {"comment", "piper"},
           {"language", facts.language},
           {"voice", facts.phoneme_voice},
           {"has_espeak", "1"},
           {"n_speakers", std::to_string(facts.speakers)},
           {"sample_rate", std::to_string(facts.sample_rate_hz)}}) {
    bytes += bytes_field(kMetadataProps, bytes_field(1, key) + bytes_field(2, value));
  }
  return bytes;
}

std::string tokens_table(const VoiceFacts& facts) {
  std::string table;
  for (const auto& [symbol, number] : facts.symbols) {
    table += symbol + " " + std::to_string(number) + "\n";
  }
  return table;
}

}  // namespace hotpin::engines::sherpa
