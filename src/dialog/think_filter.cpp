#include "dialog/think_filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hotpin::dialog {
namespace {

constexpr std::array<std::string_view, 4> kTags = {"<think>", "<thinking>", "</think>",
                                                   "</thinking>"};

bool begins_tag(std::string_view text) {
  return std::any_of(kTags.begin(), kTags.end(),
                     [&](std::string_view tag) { return tag.substr(0, text.size()) == text; });
}

}  // namespace

std::vector<ThinkFilter::Part> ThinkFilter::push(std::string_view delta) {
  std::vector<Part> parts(1);
  for (const char c : delta) step(c, parts);
  if (parts.back().text.empty()) parts.pop_back();
  return parts;
}

void ThinkFilter::step(char c, std::vector<Part>& parts) {
  if (begins_tag(tag_ + c)) {
    tag_ += c;
    if (c == '>') end_tag(parts);
    return;
  }
  // Only the first character of a tag is '<', so what was held can begin no other tag.
  const std::string held = std::exchange(tag_, {});
  if (!thinking_) parts.back().text += held;
  if (c == '<') {
    tag_ = c;
  } else if (!thinking_) {
    parts.back().text += c;
  }
}

void ThinkFilter::end_tag(std::vector<Part>& parts) {
  const bool closes = tag_[1] == '/';
  tag_.clear();
  if (closes && !thinking_) {
    parts.back().was_thought = true;
    parts.emplace_back();
  }
  thinking_ = !closes;
}

}  // namespace hotpin::dialog
