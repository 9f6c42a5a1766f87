#include "base/dotenv/dotenv.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.hpp"

namespace hotpin::base {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kQuotes = "\"'`";

/// Line ends of Windows and of old Macs become '\n'.
std::string with_plain_line_ends(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') plain += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n') plain += '\n';
  }
  return plain;
}

bool is_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

/// Reads one file; an error ends it.
class Parser {
 public:
  Parser(std::string_view text, const std::string& file, const Lookup& environment)
      : text_(text), file_(file), environment_(environment) {}

  Result<std::vector<Settings::Given>> parse() {
    for (; !rest().empty(); ++at_) {
      skip_blanks();
      if (at_line_end() || rest().front() == '#') {
        skip_line();
      } else if (const Status read = assignment(); !read) {
        return read.error();
      }
    }
    return std::move(given_);
  }

 private:
  std::string_view rest() const {
    return std::string_view(text_).substr(std::min(at_, text_.size()));
  }
  bool at_line_end() const { return rest().empty() || rest().front() == '\n'; }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  std::string origin() const {
    return file_ + " line " + std::to_string(1 + std::count(text_.begin(), begin_of_line_, '\n'));
  }
  Error wrong(const std::string& why) const {
    return {"bad_setting", origin() + " is not NAME=value" + (why.empty() ? "" : ": " + why)};
  }

  /// Leaves the place at the line's end.
  Status assignment() {
    begin_of_line_ = text_.begin() + static_cast<std::ptrdiff_t>(at_);
    if (rest().starts_with("export ") || rest().starts_with("export\t")) at_ += 7;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::size_t equals = text_.find('=', at_);
    if (equals >= end) return wrong("");
    const std::string name(trimmed(std::string_view(text_).substr(at_, equals - at_), kBlanks));
    if (name.empty() || name.find_first_of(" \t\"'") != std::string::npos) return wrong("");
    at_ = equals + 1;
    auto value = read_value();
    if (!value) return value.error();
    given_.push_back({name, std::move(*value), origin()});
    return ok();
  }

  Result<std::string> read_value() {
    const std::size_t begin = at_;
    skip_blanks();
    if (at_line_end() || (rest().front() == '#' && at_ > begin)) {
      skip_line();
      return std::string();
    }
    if (kQuotes.find(rest().front()) == std::string_view::npos) return bare();
    const std::string mark(1, rest().front());
    const std::string triple = mark + mark + mark;
    return quoted(rest().starts_with(triple) ? triple : mark);
  }

  /// Up to a comment, which a blank stands before.
  Result<std::string> bare() {
    const std::size_t begin = at_;
    skip_line();
    const std::string_view line = std::string_view(text_).substr(begin, at_ - begin);
    const std::size_t comment = std::min(line.find(" #"), line.find("\t#"));
    std::string_view value = trimmed(line.substr(0, comment), kBlanks);
    std::string out;
    while (!value.empty()) {
      if (auto copied = copy_one(value, out); !copied) return copied.error();
    }
    return out;
  }

  Result<std::string> quoted(const std::string& mark) {
    std::string_view value = rest().substr(mark.size());
    std::string out;
    while (!value.starts_with(mark)) {
      if (value.empty()) return wrong("its quote " + mark + " is not closed");
      if (mark.front() == '"') {
        if (unescape(value, out)) continue;
        if (auto copied = copy_one(value, out); !copied) return copied.error();
      } else {
        const bool is_escape = value.starts_with("\\'") || value.starts_with("\\\\");
        if (is_escape && mark.front() == '\'') value.remove_prefix(1);
        out += value.front();
        value.remove_prefix(1);
      }
    }
    at_ = text_.size() - value.size() + mark.size();
    skip_blanks();
    if (!at_line_end() && rest().front() != '#')
      return wrong("text follows the closing quote; write \\\" for a quote inside");
    skip_line();
    return out;
  }

  /// Of double quotes: takes an escape off the front of `value`, if it begins with one.
  static bool unescape(std::string_view& value, std::string& out) {
    constexpr std::string_view kNames = "ntr\"\\$";
    constexpr std::string_view kMeanings = "\n\t\r\"\\$";
    if (value.front() != '\\' || value.size() < 2) return false;
    const std::size_t found = kNames.find(value[1]);
    if (found != std::string_view::npos) out += kMeanings[found];
    else if (value[1] != '\n') return false;  // the line goes on
    value.remove_prefix(2);
    return true;
  }

  /// A character, or what ${NAME} stands for.
  Status copy_one(std::string_view& value, std::string& out) {
    const std::size_t end = value.starts_with("${") ? value.find('}') : std::string_view::npos;
    const std::string_view inside =
        end == std::string_view::npos ? std::string_view() : value.substr(2, end - 2);
    const std::size_t dash = inside.find('-');
    std::string_view name = inside.substr(0, dash);
    const bool replaces_empty = dash != std::string_view::npos && name.ends_with(':');
    if (replaces_empty) name.remove_suffix(1);
    if (!is_name(name)) {
      out += value.front();
      value.remove_prefix(1);
      return ok();
    }
    value.remove_prefix(end + 1);
    auto found = look_up(std::string(name));
    if (found && found->empty() && replaces_empty) found.reset();
    if (!found && dash == std::string_view::npos) {
      return Error{"bad_setting", origin() + " uses ${" + std::string(name) +
                                      "}, which is not set; ${" + std::string(name) +
                                      ":-} stands for nothing"};
    }
    out += found ? *found : std::string(inside.substr(dash + 1));
    return ok();
  }

  std::optional<std::string> look_up(const std::string& name) const {
    if (auto value = environment_(name)) return value;
    const auto found = std::find_if(given_.rbegin(), given_.rend(),
                                    [&](const auto& one) { return one.name == name; });
    return found == given_.rend() ? std::nullopt : std::optional(found->value);
  }

  const std::string text_;
  const std::string file_;
  const Lookup& environment_;
  std::size_t at_ = 0;
  std::string::const_iterator begin_of_line_ = text_.begin();
  std::vector<Settings::Given> given_;
};

}  // namespace

Result<std::vector<Settings::Given>> parse_dotenv(std::string_view text, const std::string& file,
                                                  const Lookup& environment) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find('\0') != std::string_view::npos)  // UTF-16, as Windows' shells write it
    return Error{"bad_setting", file + " is not plain text; save it as UTF-8"};
  return Parser(with_plain_line_ends(text), file, environment).parse();
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace hotpin::base
