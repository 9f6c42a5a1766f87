#include "engines/openai/service/answer_json.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxReasonBytes = 300;

/// FastAPI's list of {"loc":["body","user"],"msg":"extra inputs are not permitted"}.
std::string list_reason(const json::array& faults) {
  std::string all;
  for (const json::value& fault : faults) {
    const std::string why = text_in(fault, "msg") + text_in(fault, "message");
    std::string place;
    const json::value* loc = member(fault, "loc");
    if (loc != nullptr && loc->is_array() && !loc->get_array().empty()) {
      const json::value& last = loc->get_array().back();
      if (last.is_string()) place = std::string(last.get_string()) + ": ";
    }
    if (!why.empty()) all += (all.empty() ? "" : "; ") + place + why;
    if (all.size() > kMaxReasonBytes) break;
  }
  return all;
}

/// {"error":{"message":...}}, {"error":"..."}, {"message":...}, {"detail":...}, {"errors":[...]}.
std::string reason_of(const json::value& body) {
  for (const char* name : {"error", "message", "detail", "msg", "reason", "errors"}) {
    const json::value* found = member(body, name);
    if (found == nullptr) continue;
    std::string reason;
    if (found->is_string()) reason = std::string(found->get_string());
    if (found->is_object()) reason = reason_of(*found);
    if (found->is_array()) reason = list_reason(found->get_array());
    if (!reason.empty()) return reason;
  }
  return {};
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code failure;
  json::value value = json::parse({text.data(), text.size()}, failure, {}, options);
  if (failure) return std::nullopt;
  return value;
}

const json::value* member(const json::value& value, std::string_view name) {
  const json::object* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains({name.data(), name.size()});
}

std::string text_in(const json::value& value, std::string_view name) {
  const json::value* found = member(value, name);
  const json::string* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

std::optional<int> count_in(const json::value& value, std::string_view name) {
  const json::value* found = member(value, name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  json::error_code failure;
  const auto count = found->to_number<std::int32_t>(failure);
  if (failure || count < 0) return std::nullopt;
  return count;
}

bool is_something(const json::value* value) {
  if (value == nullptr || value->is_null()) return false;
  if (value->is_bool()) return value->get_bool();
  if (value->is_string()) return !value->get_string().empty();
  if (value->is_array()) return !value->get_array().empty();
  return !value->is_object() || !value->get_object().empty();
}

std::string one_line(std::string text) {
  text = base::to_valid_utf8(text);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string brief(std::string text) {
  text = one_line(std::move(text));
  if (text.size() <= kMaxReasonBytes) return text;
  return text.substr(0, base::whole_characters(std::string_view(text).substr(0, kMaxReasonBytes)));
}

std::string reason_in(const json::value& body) { return brief(reason_of(body)); }

std::string reason_in(std::string_view body) {
  const auto parsed = parse_json(body);
  std::string reason = parsed ? reason_of(*parsed) : std::string();
  if (reason.empty()) reason = body.substr(0, kMaxReasonBytes);
  return brief(std::move(reason));
}

}  // namespace hotpin::engines::openai
