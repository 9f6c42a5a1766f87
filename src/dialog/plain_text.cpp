#include "dialog/plain_text.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "dialog/markup/citations.hpp"
#include "dialog/markup/formula_span.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxLinkBytes = 2048;  // of "(http://…)" behind a link's text
constexpr std::size_t kMaxTagBytes = 64;     // of "<br/>"

/// What models write; other words in angle brackets are what the user has to fill in.
constexpr std::array<std::string_view, 50> kTags = {
    "a",      "abbr",    "b",       "blockquote", "br",     "center", "cite", "code",  "dd",
    "del",    "details", "div",     "dl",         "dt",     "em",     "font", "h1",    "h2",
    "h3",     "h4",      "h5",      "h6",         "hr",     "i",      "img",  "ins",   "kbd",
    "li",     "mark",    "ol",      "p",          "pre",    "q",      "s",    "small", "span",
    "strong", "sub",     "summary", "sup",        "table",  "tbody",  "td",   "th",    "thead",
    "tr",     "u",       "ul",      "var",        "section"};

bool is_tag_name(const std::string& name) {
  return std::find(kTags.begin(), kTags.end(), name) != kTags.end();
}

bool is_word(char c) {
  return is_ascii_digit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Only what frames tables, rules and fences: "---", "|:--|--:|", "===".
bool is_rule(std::string_view line) {
  return line.find_first_not_of("-|:=*_ ") == std::string_view::npos;
}

bool is_fence(std::string_view line) {
  return (line.starts_with("```") || line.starts_with("~~~")) &&
         line.find_first_of(" `~", 3) == std::string_view::npos;
}

void trim_front(std::string_view& text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t\r\v\f")));
}

/// ">5" and ">$5" compare; they quote nothing.
bool starts_amount(std::string_view text) {
  if (text.front() == '$' || text.front() == '=') text.remove_prefix(1);
  return !text.empty() && is_ascii_digit(static_cast<unsigned char>(text.front()));
}

/// Of the first line; a formula may run over several.
std::size_t end_of_line(std::string_view text) {
  std::size_t end = std::min(text.find('\n'), text.size());
  while (end < std::min(text.size(), kMaxFormulaBytes) &&
         ends_in_formula(text.substr(0, end), true)) {
    end = std::min(text.find('\n', end + 1), text.size());
  }
  return end;
}

/// Takes headings, quotes, bullets and check boxes off a line's front.
std::string_view without_line_marks(std::string_view line) {
  trim_front(line);
  while (line.starts_with('>') && (line.size() == 1 || !starts_amount(line.substr(1)))) {
    line.remove_prefix(1);
    trim_front(line);
  }
  const std::size_t hashes = std::min(line.size(), line.find_first_not_of('#'));
  if (hashes > 0 && (hashes == line.size() || line[hashes] == ' ')) line.remove_prefix(hashes);
  if (formula_at(line, 0)) return line;  // "|x| = 5"
  for (const std::string_view bullet : {"- ", "* ", "+ ", "• ", "[ ] ", "[x] ", "|"}) {
    trim_front(line);
    if (line.starts_with(bullet)) line.remove_prefix(bullet.size());
  }
  return line;
}

/// Rewrites one line. Each step takes at least one byte and looks ahead a bounded way.
class Line {
 public:
  Line(std::string_view text, std::string& out) : text_(text), out_(out) {}

  void write() {
    while (at_ < text_.size()) {
      if (!skip_citation() && !copy_formula() && !skip_markup()) copy_character();
    }
  }

 private:
  char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  char previous() const { return at_ > 0 ? text_[at_ - 1] : '\0'; }

  /// The space in front of it goes where a mark follows.
  bool skip_citation() {
    const std::size_t size = citation_at(text_, at_);
    if (size == 0) return false;
    const bool is_marked = std::string_view(".,;:!?)").find(peek(size)) != std::string_view::npos;
    while (is_marked && !out_.empty() && out_.back() == ' ') out_.pop_back();
    return skip(size);
  }

  /// Its marks are no markup.
  bool copy_formula() {
    const std::size_t size = formula_at(text_, at_).size;
    const std::size_t end = at_ + size;
    while (at_ < end) copy_character();
    return size > 0;
  }

  bool skip_markup() {
    switch (text_[at_]) {
      case '`':
        return skip(1);
      case '*':
      case '_':
        return skip_emphasis();
      case '~':
        return peek(1) == '~' && skip(2);
      case '\\':
        return std::string_view("\\`*_{}[]()#+-.!|>~$").find(peek(1)) != std::string_view::npos &&
               peek(1) != '\0' && keep_escaped();
      case '!':
        return peek(1) == '[' && skip(2);
      case '[':
        return skip(1);
      case ']':
        return skip_link();
      case '<':
        return skip_tag();
      case '|':
        return write_cell_end();
      default:
        return false;
    }
  }

  bool skip(std::size_t count) {
    at_ += count;
    return true;
  }

  bool keep_escaped() {
    out_ += peek(1);
    return skip(2);
  }

  /// "2 * 3", "2*3" and "snake_case" keep theirs.
  bool skip_emphasis() {
    const char mark = text_[at_];
    const bool is_run = peek(1) == mark || previous() == mark;
    const bool inside = is_word(previous()) && is_word(peek(1));
    const bool math = is_ascii_digit(static_cast<unsigned char>(previous())) ||
                      is_ascii_digit(static_cast<unsigned char>(peek(1)));
    const bool alone = !is_run && previous() == ' ' && peek(1) == ' ';
    if (mark == '*' && (alone || (inside && math))) return false;
    if (mark == '_' && !is_run && inside) return false;
    return skip(1);
  }

  bool skip_link() {
    if (peek(1) != '(') return skip(1);
    const std::string_view ahead = text_.substr(at_, kMaxLinkBytes);
    const std::size_t end = ahead.find(')');
    return skip(end == std::string_view::npos ? 1 : end + 1);
  }

  bool skip_tag() {
    const std::string_view ahead = text_.substr(at_, kMaxTagBytes);
    std::size_t name = ahead.size() > 1 && ahead[1] == '/' ? 2 : 1;
    const auto is_letter = [&] {
      return name < ahead.size() && (is_ascii_lower(static_cast<unsigned char>(ahead[name])) ||
                                     is_ascii_upper(static_cast<unsigned char>(ahead[name])));
    };
    if (!is_letter()) return false;
    while (is_letter() ||
           (name < ahead.size() && is_ascii_digit(static_cast<unsigned char>(ahead[name])))) {
      ++name;
    }
    const std::size_t end = ahead.find_first_of("<>", 1);
    const bool named =
        name < ahead.size() && (ahead[name] == '>' || ahead[name] == ' ' || ahead[name] == '/');
    if (!named || end == std::string_view::npos || ahead[end] != '>') return false;
    const std::size_t begin = ahead[1] == '/' ? 2 : 1;
    if (!is_tag_name(base::to_lower(ahead.substr(begin, name - begin)))) return false;
    put_space();
    return skip(end + 1);
  }

  /// A table's cells are read with a pause between them.
  bool write_cell_end() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    const bool more = text_.find_first_not_of(" |", at_) != std::string_view::npos;
    if (more && !out_.empty() && is_word(out_.back())) out_ += ',';
    put_space();
    return skip(1);
  }

  void copy_character() {
    std::string_view rest = text_.substr(at_);
    const std::size_t before = rest.size();
    const char32_t c = base::take_code_point(rest);
    const CharKind kind = kind_of(c);
    if (kind == CharKind::space) {
      put_space();
    } else if (kind != CharKind::control) {
      out_ += text_.substr(at_, before - rest.size());
    }
    at_ += before - rest.size();
  }

  void put_space() {
    if (!out_.empty() && out_.back() != ' ') out_ += ' ';
  }

  std::string_view text_;
  std::string& out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string plain_text(std::string_view markdown) {
  std::string out;
  while (!markdown.empty()) {
    const std::size_t end = end_of_line(markdown);
    const std::string_view line = without_line_marks(markdown.substr(0, end));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (is_rule(line) || is_fence(line)) continue;
    if (!out.empty() && out.back() != ' ') out += ' ';
    Line(line.substr(source_mark_of(line)), out).write();
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace hotpin::dialog
