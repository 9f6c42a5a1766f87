#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

// Of libvosk, whose package holds no header.
extern "C" {
struct VoskModel;
struct VoskRecognizer;
}

namespace hotpin::engines::vosk {

/// The functions of libvosk that are used here. The library is loaded only when this engine is
/// chosen: everybody else would pay 6 MB of memory, 5 ms of start and the risk that one of its
/// 19 000 symbols stands in for another library's. It stays loaded until the process ends.
struct Library {
  static base::Result<Library> load(const std::string& path);

  void (*set_log_level)(int level);  ///< below 0: no news, only errors
  VoskModel* (*model_new)(const char* folder);
  void (*model_free)(VoskModel* model);
  VoskRecognizer* (*recognizer_new)(VoskModel* model, float rate_hz);
  void (*recognizer_free)(VoskRecognizer* recognizer);
  void (*recognizer_set_words)(VoskRecognizer* recognizer, int wanted);
  /// 1 at the end of a sentence, whose result is to be fetched; 0 inside one; -1 when it failed.
  int (*accept)(VoskRecognizer* recognizer, const std::int16_t* samples, int count);
  // JSON texts, which the recogniser keeps until the next call.
  const char* (*result)(VoskRecognizer* recognizer);
  const char* (*partial_result)(VoskRecognizer* recognizer);
  const char* (*final_result)(VoskRecognizer* recognizer);
};

}  // namespace hotpin::engines::vosk
