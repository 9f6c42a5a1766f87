#pragma once

#include <algorithm>
#include <cstddef>

namespace hotpin::audio {

/// How loud a room is while nobody makes a sound: the softest block of the last 1 to 2 s. Blocks
/// are of 10 ms. A value; one thread.
class RoomLevel {
 public:
  /// Of one block, in dB.
  void note(float level_db) {
    const bool is_first = blocks_ == 0 && before_db_ == 0;
    if (is_first) now_db_ = before_db_ = level_db;
    now_db_ = std::min(now_db_, level_db);
    if (++blocks_ >= kSecond) {
      before_db_ = now_db_;
      now_db_ = level_db;
      blocks_ = 0;
    }
  }
  float db() const { return std::min(now_db_, before_db_); }

 private:
  static constexpr std::size_t kSecond = 100;  // blocks

  float now_db_ = 0;  // the softest of this second
  float before_db_ = 0;
  std::size_t blocks_ = 0;  // of this second
};

}  // namespace hotpin::audio
