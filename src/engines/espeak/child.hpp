#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "espeak_child/wire.hpp"

namespace hotpin::engines::espeak {

struct Job {
  espeak_wire::Kind kind{};  ///< speak, phonemes or voices
  std::string voice;
  std::string text;
  int words_per_minute = 175;  ///< this and what follows: of speak
  int pitch = 50;
  int volume = 100;
};

/// A piece of the answer: bytes of PCM at `rate_hz`, all of the sounds, or all of the text.
struct Piece {
  espeak_wire::Kind kind{};  ///< pcm, sounds or text
  std::span<const char> bytes;
  std::uint32_t rate_hz = 0;
};
using OnPiece = std::function<void(const Piece&)>;

/// How a job ended. After `done` and `refused` the child is good for another one.
struct Outcome {
  enum class Kind { done, refused, lost, cancelled };  ///< lost: died, hung or spoke nonsense
  Kind kind = Kind::done;
  std::string detail;  ///< one sentence, of refused and lost
};

/// One running hotpin-espeak. Owned by the pool, used by one thread at a time; the destructor kills
/// it and waits for its end. It also ends with the thread that started it.
class Child {
 public:
  static base::Result<std::unique_ptr<Child>> start(const std::string& program);
  Child(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Blocks for the job; a stop request ends it within 20 ms.
  Outcome run(const Job& job, const OnPiece& on_piece, const std::stop_token& stop);

 private:
  bool send_all(const void* from, std::size_t bytes);
  Outcome read_all(void* to, std::size_t bytes, const std::stop_token& stop);
  Outcome read_answers(const OnPiece& on_piece, const std::stop_token& stop);

  const pid_t pid_;
  const int socket_;
  std::uint32_t rate_hz_ = 0;  // until the child has said that it is ready
};

}  // namespace hotpin::engines::espeak
