#include "engines/openai/service/refusal.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "engines/openai/service/refusal_text.hpp"

namespace hotpin::engines::openai {
namespace {

using base::contains_any;
using std::string_view_literals::operator""sv;

/// Between a member's name and the word that objects to it.
constexpr std::size_t kNear = 60;
/// No model's context is smaller.
constexpr std::int64_t kLeastContext = 64;

constexpr auto kObjections = std::to_array<std::string_view>({"unsupported",
                                                              "not supported",
                                                              "not support",
                                                              "unrecognized",
                                                              "unrecognised",
                                                              "unknown",
                                                              "unexpected",
                                                              "extra input",
                                                              "extra_forbidden",
                                                              "extra field",
                                                              "additional propert",
                                                              "not permitted",
                                                              "not allowed",
                                                              "only allowed",
                                                              "invalid",
                                                              "not valid",
                                                              "cannot be",
                                                              "can't be",
                                                              "cannot both",
                                                              "not available",
                                                              "not implemented",
                                                              "not recognized",
                                                              "not recognised",
                                                              "not accept",
                                                              "not enabled",
                                                              "disallowed",
                                                              "forbidden",
                                                              "deprecated",
                                                              "only the default",
                                                              "must be",
                                                              "must not",
                                                              "range",
                                                              "no longer",
                                                              "same time",
                                                              "incompatible",
                                                              "remove",
                                                              "should be",
                                                              "not exist",
                                                              "not defined in",
                                                              "expected",
                                                              "not a parameter",
                                                              "no field"});

/// Objections that can only be to a member.
constexpr auto kUnknownMember = std::to_array<std::string_view>(
    {"extra input", "extra_forbidden", "extra field", "additional propert", "unknown parameter",
     "unknown_parameter", "unknown field", "unknown argument", "unrecognized request argument",
     "unrecognized field", "unsupported parameter", "unsupported_parameter"});

constexpr auto kTooLong = std::to_array<std::string_view>({"context_length",
                                                           "context length",
                                                           "context size",
                                                           "context window",
                                                           "context limit",
                                                           "context_size",
                                                           "context_window",
                                                           "context is too",
                                                           "contextlength",
                                                           "maximum context",
                                                           "max context",
                                                           "available context",
                                                           "n_ctx",
                                                           "max_seq_len",
                                                           "max_model_len",
                                                           "prompt is too long",
                                                           "prompt too long",
                                                           "prompt_too_long",
                                                           "prompt length",
                                                           "prompt token",
                                                           "input is too long",
                                                           "input too long",
                                                           "input length",
                                                           "input token",
                                                           "maximum input",
                                                           "max input",
                                                           "inputs` tokens",
                                                           "tokens to keep",
                                                           "keep the first",
                                                           "requested tokens",
                                                           "reduce the length of",
                                                           "reduce your message",
                                                           "reduce your prompt",
                                                           "request too large",
                                                           "request_too_large",
                                                           "request entity too large",
                                                           "payload too large",
                                                           "string_above_max_length",
                                                           "too large for model",
                                                           "conversation is too long",
                                                           "messages are too long"});

/// The same, unless it is said of the reply.
constexpr auto kTooManyTokens = std::to_array<std::string_view>(
    {"too many tokens", "token limit", "maximum number of tokens", "exceeds the limit of"});

/// How much is asked in a time is no matter of the request's form...
constexpr auto kRates =
    std::to_array<std::string_view>({"rate limit", "rate_limit", "ratelimit", "per min", "per day",
                                     "per hour", "quota", "too many requests"});
/// ...unless one alone is too large for it.
constexpr auto kTooLargeForRate = std::to_array<std::string_view>(
    {"request too large", "must be reduced", "reduce your message"});

constexpr auto kTooMuch = std::to_array<std::string_view>(
    {"too large", "too high", "too big", "exceed", "less than", "<=", "at most", "maximum",
     "valid range", "range of", "between", "greater than", "smaller", "above", "> ", "upper bound",
     "up to", "too many", "limit"});

constexpr auto kAmounts = std::to_array<std::string_view>(
    {"max_tokens", "max_completion_tokens", "max_new_tokens", "max_output_tokens",
     "maxoutputtokens", "maxtokens", "output tokens", "completion tokens"});

constexpr auto kTakeTurns = std::to_array<std::string_view>(
    {"alternat", "same role", "roles in a row", "consecutive", "multiple user messages"});

constexpr auto kSystem = std::to_array<std::string_view>(
    {"system role", "role system", "role: system", "role 'system'", "role \"system\"",
     "role `system`", "system message", "system prompt", "system instruction", "'system'",
     "\"system\"", "`system`", "developer instruction", "messages[0].role", "messages.0.role",
     "messages.[0].role"});

constexpr auto kDeveloper = std::to_array<std::string_view>(
    {"use 'developer'", "use \"developer\"", "use `developer`", "use developer",
     "'developer' instead", "developer role instead", "supported values are: 'developer'"});

constexpr auto kNoTools = std::to_array<std::string_view>(
    {"support tool", "support function call", "support for tool", "tools are not supported",
     "tools is not supported", "`tools` is not supported", "'tools' is not supported",
     "tool use is not supported", "tool calling is not supported", "tool calls are not supported",
     "function calling is not", "tool choice requires", "tools param requires"});

/// The largest that is smaller than `bound`; 0: none.
std::int64_t largest_below(const std::vector<std::int64_t>& numbers, std::int64_t bound) {
  std::int64_t largest = 0;
  for (const std::int64_t number : numbers) {
    if (number < bound) largest = std::max(largest, number);
  }
  return largest;
}

Refusal too_long(const Told& told, const Asked& asked) {
  const auto numbers = numbers_in(told.prose);
  // What was too much is the largest, and the limit comes first among the others of its size.
  const std::int64_t given =
      numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
  const auto limit = std::find_if(numbers.begin(), numbers.end(), [given](std::int64_t number) {
    return number < given && number >= std::max(kLeastContext, given / 16);
  });
  if (limit == numbers.end()) return {.what = Refusal::What::too_long};
  // The reply alone asks for more than half of it: that is what there is too much of.
  if (asked.max_tokens * 2 > *limit) {
    return {.what = Refusal::What::max_tokens, .limit = *limit / 4};
  }
  return {.what = Refusal::What::too_long, .limit = *limit, .given = given};
}

std::optional<Refusal> too_many_tokens(const Told& told, const Asked& asked) {
  const bool is_least =
      contains_any(told.prose, std::to_array({"at least"sv, "minimum"sv, ">="sv}));
  const bool is_other_name = contains_any(told.prose, std::to_array({"instead"sv})) &&
                             contains_any(told.prose, std::to_array({"max_completion_tokens"sv}));
  const bool is_about_form =
      is_other_name ||
      contains_any(told.prose, std::to_array({"unsupported"sv, "not supported"sv, "unrecognized"sv,
                                              "unknown"sv, "not permitted"sv, "same time"sv}));
  if (asked.max_tokens <= 1 || is_least || is_about_form) return std::nullopt;
  if (!contains_any(told.prose, kAmounts) || !contains_any(told.prose, kTooMuch))
    return std::nullopt;
  const std::int64_t told_limit = largest_below(numbers_in(told.prose), asked.max_tokens);
  const std::int64_t limit = told_limit > 1 ? told_limit : asked.max_tokens / 2;
  return Refusal{.what = Refusal::What::max_tokens, .limit = limit};
}

/// Words that are said of other things too count as a member's name in quotes, or as "user: ".
bool is_common_word(std::string_view name) {
  constexpr auto kCommon = std::to_array<std::string_view>(
      {"user", "stop", "seed", "stream", "store", "tools", "think", "options", "reasoning",
       "metadata", "modalities", "thinking"});
  return name.size() < 4 || std::find(kCommon.begin(), kCommon.end(), name) != kCommon.end();
}

bool is_named(std::string_view text, std::size_t at, std::string_view name) {
  const char before = at == 0 ? ' ' : text[at - 1];
  const std::size_t end = at + name.size();
  const char after = end < text.size() ? text[end] : ' ';
  if (is_word(before) || is_word(after) || before == '-') return false;
  if (!is_common_word(name)) return true;
  constexpr std::string_view kQuotes = "'\"`.>/[";
  const std::string_view lead = text.substr(0, at);
  const bool is_announced = lead.ends_with(": ") || lead.ends_with("> ") ||
                            lead.ends_with("parameter ") || lead.ends_with("argument ") ||
                            lead.ends_with("field ");
  return kQuotes.find(before) != std::string_view::npos || after == ':' || is_announced;
}

/// Between two pieces of a text that do not overlap.
std::size_t distance(std::size_t a, std::size_t a_size, std::size_t b, std::size_t b_size) {
  if (a + a_size <= b) return b - (a + a_size);
  return b + b_size <= a ? a - (b + b_size) : 0;
}

/// Of the members, the one that is named nearest to what stands at `at`.
std::string nearest(std::string_view text, std::size_t at, std::size_t size,
                    const std::vector<std::string>& members) {
  std::string found;
  std::size_t least = kNear + 1;
  for (const std::string& name : members) {
    const std::string lower = base::to_lower(name);
    for (std::size_t i = 0; (i = text.find(lower, i)) != std::string_view::npos; ++i) {
      const std::size_t apart = distance(at, size, i, lower.size());
      if (apart >= least || !is_named(text, i, lower)) continue;
      least = apart;
      found = name;
    }
  }
  return found;
}

/// Whatever else is left out, these are not; "stream" is only when nothing else is named.
std::vector<std::string> dispensable(const Asked& asked) {
  constexpr auto kKept =
      std::to_array<std::string_view>({"model", "messages", "stream", "tools", "tool_choice"});
  std::vector<std::string> names;
  for (const std::string& name : asked.members) {
    if (std::find(kKept.begin(), kKept.end(), name) == kKept.end()) names.push_back(name);
  }
  return names;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && !holds(names, name)) names.push_back(name);
}

std::vector<std::string> objected(const Told& told, const std::vector<std::string>& members) {
  std::vector<std::string> names;
  const std::string subject = told.subject.substr(0, told.subject.find_first_of(".[/ "));
  for (const std::string& name : members) {
    if (!subject.empty() && base::to_lower(name) == subject) return {name};
  }
  for (const std::string_view phrase : kObjections) {
    for (std::size_t at = 0; (at = told.prose.find(phrase, at)) != std::string::npos; ++at) {
      add(names, nearest(told.prose, at, phrase.size(), members));
    }
  }
  return names;
}

Refusal about_members(const Told& told, const Asked& asked) {
  const bool has_tools = holds(asked.members, "tools");
  // What is wrong with them, nothing else mends.
  if (has_tools && told.subject.starts_with("tool")) return {};
  std::vector<std::string> names = objected(told, dispensable(asked));
  const bool streams = holds(asked.members, "stream");
  if (names.empty() && streams) names = objected(told, {"stream"});
  const bool is_streaming_refused = names.empty() && streams &&
                                    told.prose.find("streaming") != std::string::npos &&
                                    contains_any(told.prose, kObjections);
  if (is_streaming_refused) names = {"stream"};
  const bool is_about_tools =
      has_tools && names.empty() && !objected(told, {"tools", "tool_choice"}).empty();
  if (is_about_tools) return {};
  // A member that is not named: this one is the least missed.
  const bool is_unnamed = names.empty() && contains_any(told.all, kUnknownMember) &&
                          holds(asked.members, "stream_options");
  if (is_unnamed) names = {"stream_options"};
  if (names.empty()) return {};
  return {.what = Refusal::What::members, .members = std::move(names)};
}

std::optional<Refusal> about_roles(const Told& told) {
  if (contains_any(told.prose, kTakeTurns)) return Refusal{.what = Refusal::What::alternation};
  const bool is_system =
      contains_any(told.prose + told.subject, kSystem) && contains_any(told.all, kObjections);
  const bool is_user_only = told.prose.find("input should be 'user'") != std::string::npos;
  if (!is_system && !is_user_only) return std::nullopt;
  const bool says_developer = contains_any(told.prose, kDeveloper);
  return Refusal{.what =
                     says_developer ? Refusal::What::developer_role : Refusal::What::system_role};
}

bool may_be_about_form(int status) {
  constexpr auto kStatuses = std::to_array({200, 400, 404, 405, 406, 413, 415, 422, 500, 501});
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

}  // namespace

Refusal read_refusal(int status, std::string_view body, const Asked& asked) {
  const Told told = told_in(body);
  const bool is_rate = contains_any(told.all, kRates);
  const bool is_large = contains_any(told.prose, kTooLargeForRate);
  if (status == 413 || (is_large && (status == 429 || is_rate))) return too_long(told, asked);
  if (is_rate || !may_be_about_form(status)) return {};
  if (holds(asked.members, "tools") && contains_any(told.prose, kNoTools)) {
    return {.what = Refusal::What::tools};
  }
  const bool is_about_reply = contains_any(told.prose, kAmounts);
  if (is_about_reply && told.subject.find("max_") == 0) {
    if (auto refusal = too_many_tokens(told, asked)) return *refusal;
  }
  const bool is_too_long = contains_any(told.all, kTooLong) ||
                           (!is_about_reply && contains_any(told.all, kTooManyTokens));
  if (is_too_long) return too_long(told, asked);
  if (auto refusal = too_many_tokens(told, asked)) return *refusal;
  if (auto refusal = about_roles(told)) return *refusal;
  return about_members(told, asked);
}

}  // namespace hotpin::engines::openai
