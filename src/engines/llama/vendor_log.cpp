#include "engines/llama/vendor_log.hpp"

#include <llama.h>

#include <string_view>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/log.hpp"

namespace hotpin::engines::llama {
namespace {

thread_local std::string first_error;

void write_line(ggml_log_level level, const char* text) {
  std::string_view line = text;
  while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  // Lines that carry on another are progress dots.
  if (line.empty() || level == GGML_LOG_LEVEL_CONT) return;
  const bool is_error = level == GGML_LOG_LEVEL_ERROR;
  if (is_error && first_error.empty()) first_error = line;
  base::log(is_error ? base::LogLevel::warn : base::LogLevel::debug,
            "llama.cpp: " + std::string(line));
}

void on_line(ggml_log_level level, const char* text, void* /*unused*/) noexcept {
  base::guarded("llm", [&] { write_line(level, text); });
}

}  // namespace

void route_vendor_log() { llama_log_set(on_line, nullptr); }

std::string take_vendor_error() { return std::exchange(first_error, {}); }

}  // namespace hotpin::engines::llama
