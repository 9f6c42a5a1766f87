#include "base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace hotpin::base {
namespace {

constexpr std::size_t kQueueLines = 8192;
constexpr std::size_t kMaxLineBytes = 2048;

std::atomic<spdlog::logger*> g_logger{nullptr};

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      break;
  }
  return spdlog::level::err;
}

std::string escaped(std::string_view line) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : line.substr(0, kMaxLineBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

}  // namespace

void start_logging(LogLevel level) {
  spdlog::init_thread_pool(kQueueLines, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      "hotpin", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(to_spdlog(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  spdlog::flush_every(std::chrono::seconds(1));
  g_logger = logger.get();
  spdlog::set_default_logger(std::move(logger));
}

void stop_logging() {
  if (g_logger.exchange(nullptr) != nullptr) spdlog::shutdown();
}

void log(LogLevel level, std::string_view line) {
  if (spdlog::logger* logger = g_logger.load()) logger->log(to_spdlog(level), escaped(line));
}

}  // namespace hotpin::base
