#include "base/log.hpp"

#include <fcntl.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "base/diagnostics/masked.hpp"

namespace hotpin::base {
namespace {

constexpr std::size_t kQueueLines = 8192;
constexpr std::size_t kMaxLineBytes = 2048;

/// A file that is appended to a line at a time.
class Appender final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit Appender(std::string path) : path_(std::move(path)) {}

  /// Again, too. What was open stays so when it fails.
  bool open() {
    File opened(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
    if (opened.descriptor < 0) return false;
    const std::lock_guard lock(mutex_);
    std::swap(file_.descriptor, opened.descriptor);
    return true;
  }

 private:
  struct File {
    explicit File(int given) : descriptor(given) {}
    ~File() {
      if (descriptor >= 0) ::close(descriptor);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int descriptor;
  };

  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    // A full disk loses lines, not conversations.
    static_cast<void>(!::write(file_.descriptor, line.data(), line.size()));
  }
  void flush_() override {}

  const std::string path_;
  File file_{-1};
};

std::atomic<spdlog::logger*> g_logger{nullptr};
std::atomic<Appender*> g_appender{nullptr};

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
  for (const char c : line) {
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

Status start_logging(LogLevel level, const std::string& file) {
  spdlog::sink_ptr sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  if (!file.empty()) {
    auto appender = std::make_shared<Appender>(file);
    if (!appender->open()) {
      return Error{"bad_setting",
                   "the log file " + file + " cannot be written: " + std::strerror(errno)};
    }
    g_appender = appender.get();
    sink = std::move(appender);
  }
  spdlog::init_thread_pool(kQueueLines, 1);
  auto logger =
      std::make_shared<spdlog::async_logger>("hotpin", std::move(sink), spdlog::thread_pool(),
                                             spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(to_spdlog(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  spdlog::flush_every(std::chrono::seconds(1));
  g_logger = logger.get();
  spdlog::set_default_logger(std::move(logger));
  return ok();
}

void reopen_log() {
  if (Appender* const appender = g_appender.load()) appender->open();
}

void stop_logging() {
  g_appender = nullptr;
  if (g_logger.exchange(nullptr) == nullptr) return;
  // Goes last: the writing thread, which shutdown() waits for, may have it in hand.
  const std::shared_ptr<spdlog::logger> logger = spdlog::default_logger();
  spdlog::shutdown();
}

void log(LogLevel level, std::string_view line) {
  if (spdlog::logger* logger = g_logger.load()) {
    logger->log(to_spdlog(level), escaped(masked_secrets(line.substr(0, kMaxLineBytes))));
  }
}

}  // namespace hotpin::base
