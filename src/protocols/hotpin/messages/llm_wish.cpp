#include "protocols/hotpin/messages/llm_wish.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostStopWords = 4;
constexpr std::size_t kMaxStopWordBytes = 64;

/// Reads the members of one object; a null is a member that is not there.
class Reader {
 public:
  Reader(const json::object& fields, std::vector<base::Error>& faults)
      : fields_(fields), faults_(faults) {}

  /// `Number` is what must be written: a whole number where it is an integer.
  template <typename Number>
  std::optional<Number> number(const char* name, Number least, Number most, const char* allowed) {
    const json::value* value = find(name);
    if (value == nullptr) return std::nullopt;
    boost::system::error_code error;
    const auto given = value->to_number<Number>(error);
    if (!error && given >= least && given <= most) return given;
    refuse(name, allowed);
    return std::nullopt;
  }

  std::optional<std::vector<std::string>> stop_words() {
    constexpr const char* kName = "stop";
    const json::value* value = find(kName);
    if (value == nullptr) return std::nullopt;
    json::array one;
    if (value->is_string()) one.push_back(*value);
    const json::array* const list = value->is_string() ? &one : value->if_array();
    if (list != nullptr && list->size() <= kMostStopWords) {
      if (auto words = words_of(*list)) return words;
    }
    refuse(kName, "at most 4 strings of 1 to 64 bytes");
    return std::nullopt;
  }

 private:
  const json::value* find(const char* name) const {
    const json::value* value = fields_.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  void refuse(const char* name, const char* allowed) {
    faults_.push_back({"bad_llm", std::string("llm.") + name + " must be " + allowed + "."});
  }

  static std::optional<std::vector<std::string>> words_of(const json::array& list) {
    std::vector<std::string> words;
    for (const json::value& word : list) {
      const json::string* const text = word.if_string();
      if (text == nullptr || text->empty() || text->size() > kMaxStopWordBytes) return std::nullopt;
      words.emplace_back(text->data(), text->size());
    }
    return words;
  }

  const json::object& fields_;
  std::vector<base::Error>& faults_;
};

}  // namespace

protocol::LlmWish parse_llm_wish(const json::value* value, std::vector<base::Error>& faults) {
  if (value == nullptr || value->is_null()) return {};
  const json::object* fields = value->if_object();
  if (fields == nullptr) {
    faults.push_back({"bad_llm", "llm must be an object."});
    return {};
  }
  Reader reader(*fields, faults);
  return {
      .temperature = reader.number("temperature", 0.0, 2.0, "a number from 0 to 2"),
      .top_p = reader.number("top_p", 0.0, 1.0, "a number from 0 to 1"),
      .repetition_penalty = reader.number("repetition_penalty", 1.0, 2.0, "a number from 1 to 2"),
      .seed = reader.number("seed", std::int32_t{0}, std::numeric_limits<std::int32_t>::max(),
                            "a whole number from 0 to 2147483647"),
      .stop = reader.stop_words(),
      .max_tokens = reader.number("max_tokens", 8, 4096, "a whole number from 8 to 4096")};
}

}  // namespace hotpin::protocols::hotpin
