#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "espeak_child/wire.hpp"

namespace hotpin::engines::espeak {

struct Job {
  espeak_wire::Kind kind{};
  std::string voice;
  int words_per_minute = 175;
  std::string text;
};

/// A piece of the answer: PCM bytes or IPA.
using OnPiece = std::function<void(std::span<const char>)>;

/// How a job ended that did not end well.
inline constexpr const char* kChildLost = "espeak_lost";      ///< died, hung or spoke nonsense
inline constexpr const char* kJobRefused = "espeak_refused";  ///< answered that it cannot

/// One running hotpin-espeak. Owned by the pool, used by one thread at a time; the destructor kills
/// it and waits for its end.
class Child {
 public:
  static base::Result<std::unique_ptr<Child>> start(const std::string& program);
  Child(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Gives the sample rate. After an error other than kJobRefused it is of no use any more.
  base::Result<std::uint32_t> run(const Job& job, const OnPiece& on_piece,
                                  const std::stop_token& stop);

 private:
  bool send_all(const void* from, std::size_t bytes);
  base::Status read_all(void* to, std::size_t bytes, const std::stop_token& stop);

  const pid_t pid_;
  const int socket_;
};

}  // namespace hotpin::engines::espeak
