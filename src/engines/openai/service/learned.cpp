#include "engines/openai/service/learned.hpp"

#include "base/log.hpp"

namespace hotpin::engines::openai {
namespace {

std::string cell_name(const std::string& service, const char* what) {
  return "learned." + service.substr(0, 28) + "." + what;
}

void tell(const std::string& service, std::string_view line) {
  base::log(base::LogLevel::info, "learnt of the service " + service + ": " + std::string(line));
}

}  // namespace

LearnedLimit::LearnedLimit(base::SharedPage& shared, const std::string& service, const char* what)
    : service_(service), cell_(shared.cell(cell_name(service, what))) {}

std::optional<std::int64_t> LearnedLimit::get() const {
  const std::int64_t limit = cell_;
  return limit == 0 ? std::nullopt : std::optional(limit);
}

bool LearnedLimit::lower_to(std::int64_t limit, std::string_view line) {
  std::int64_t seen = cell_;
  do {
    if (limit < 1 || (seen != 0 && seen <= limit)) return false;
  } while (!cell_.compare_exchange_weak(seen, limit));
  tell(service_, line);
  return true;
}

LearnedFlags::LearnedFlags(base::SharedPage& shared, const std::string& service, const char* what)
    : service_(service), cell_(shared.cell(cell_name(service, what))) {}

bool LearnedFlags::set(unsigned bit, std::string_view line) {
  if (bit >= kMost) return false;
  const std::int64_t mask = std::int64_t{1} << bit;
  if ((cell_.fetch_or(mask) & mask) != 0) return false;
  tell(service_, line);
  return true;
}

LearnedText::LearnedText(base::SharedPage& shared, const std::string& service, const char* what)
    : shared_(shared), service_(service), name_(cell_name(service, what)) {}

bool LearnedText::set(std::string_view text, std::string_view line) {
  if (!shared_.set_text(name_, text)) return false;
  tell(service_, line);
  return true;
}

}  // namespace hotpin::engines::openai
