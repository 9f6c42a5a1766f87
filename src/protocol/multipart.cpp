#include "protocol/multipart.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace hotpin::protocol {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kFormData = "multipart/form-data";
constexpr std::size_t kMaxBoundaryBytes = 70;                 // RFC 2046
constexpr std::string_view kBoundarySigns = "'()+_,-./:=? ";  // besides letters and digits

base::Error broken(const char* what) { return {"bad_form", what}; }

std::string_view trimmed(std::string_view text) { return base::trimmed(text, kBlanks); }

/// Takes a quoted text off the front of `rest`, which begins with its '"'. Only quote and backslash
/// are escaped: some clients send the paths of their own system as they are.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    const bool is_escape =
        rest[at] == '\\' && at + 1 < rest.size() && (rest[at + 1] == '"' || rest[at + 1] == '\\');
    if (rest[at] == '"') {
      rest.remove_prefix(at + 1);
      return text;
    }
    if (is_escape) ++at;
    text += rest[at];
  }
  return std::nullopt;
}

/// The value of `wanted` in "value; name=value; name="value"".
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
  std::string_view rest = header.substr(std::min(header.find(';'), header.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);  // ';'
    const std::size_t name_end = std::min(rest.find_first_of("=;"), rest.size());
    const std::string name = base::to_lower(trimmed(rest.substr(0, name_end)));
    rest.remove_prefix(name_end);
    if (rest.empty() || rest.front() == ';') continue;
    rest.remove_prefix(1);  // '='
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    std::optional<std::string> value;
    if (rest.starts_with('"')) {
      value = take_quoted(rest);
      if (!value) return std::nullopt;
    } else {
      value = trimmed(rest.substr(0, rest.find(';')));
    }
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    if (name == wanted) return value;
  }
  return std::nullopt;
}

/// `kind` without its parameters.
bool is_kind(std::string_view header, std::string_view kind) {
  return base::to_lower(trimmed(header.substr(0, header.find(';')))) == kind;
}

bool is_boundary(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kBoundarySigns.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kMaxBoundaryBytes && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

/// What stands behind a boundary when it is one, and not the beginning of a longer word.
bool ends_boundary(std::string_view rest) {
  if (rest.starts_with("--")) return true;
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
  return rest.starts_with(kLineEnd);
}

/// Where the next `mark` begins: a boundary with the line end and the dashes before it.
std::size_t find_mark(std::string_view rest, std::string_view mark) {
  std::size_t at = rest.find(mark);
  while (at != std::string_view::npos && !ends_boundary(rest.substr(at + mark.size()))) {
    at = rest.find(mark, at + 1);
  }
  return at;
}

/// The value of the Content-Disposition among a part's header lines.
std::string_view disposition_in(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find(kLineEnd), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + kLineEnd.size(), head.size()));
    const std::size_t colon = std::min(line.find(':'), line.size());
    if (base::to_lower(trimmed(line.substr(0, colon))) == "content-disposition") {
      return line.substr(std::min(colon + 1, line.size()));
    }
  }
  return {};
}

/// Takes one part off the front of `rest`, which stands directly behind its boundary; leaves it
/// directly behind the next one.
base::Result<FormPart> take_part(std::string_view& rest, std::string_view mark) {
  rest.remove_prefix(rest.find(kLineEnd));  // behind a boundary there is one
  const std::size_t head_end = rest.substr(0, kMaxPartHeadBytes).find(kHeadEnd);
  if (head_end == std::string_view::npos) return broken("a field of the form has no end of head");
  const std::string_view disposition = disposition_in(rest.substr(0, head_end));
  auto name = parameter(disposition, "name");
  if (!is_kind(disposition, "form-data") || !name) return broken("a field of the form has no name");
  rest.remove_prefix(head_end + kHeadEnd.size());
  const std::size_t content_end = find_mark(rest, mark);
  if (content_end == std::string_view::npos) return broken("the form ends in the middle");
  FormPart part{std::move(*name), parameter(disposition, "filename"), rest.substr(0, content_end)};
  rest.remove_prefix(content_end + mark.size());
  return part;
}

}  // namespace

std::optional<std::string> form_boundary(std::string_view content_type) {
  if (!is_kind(content_type, kFormData)) return std::nullopt;
  auto boundary = parameter(content_type, "boundary");
  return boundary && is_boundary(*boundary) ? boundary : std::nullopt;
}

base::Result<std::vector<FormPart>> parse_form(std::string_view body, std::string_view boundary) {
  const std::string mark = std::string(kLineEnd) + "--" + std::string(boundary);
  const std::string_view first = std::string_view(mark).substr(kLineEnd.size());
  std::string_view rest = body;
  if (rest.starts_with(first) && ends_boundary(rest.substr(first.size()))) {
    rest.remove_prefix(first.size());
  } else {  // a preamble, which nobody reads
    const std::size_t begin = find_mark(rest, mark);
    if (begin == std::string_view::npos) return broken("the form does not hold its boundary");
    rest.remove_prefix(begin + mark.size());
  }
  std::vector<FormPart> parts;
  while (!rest.starts_with("--")) {
    if (parts.size() == kMaxFormParts) return broken("the form has too many fields");
    auto part = take_part(rest, mark);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
  }
  return parts;
}

}  // namespace hotpin::protocol
