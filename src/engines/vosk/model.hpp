#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "engine/pooled_stt.hpp"

namespace hotpin::engines::vosk {

/// Samples that libvosk is given at once, 100 ms: always the same, since what it hears depends on
/// where the pieces end.
inline constexpr std::size_t kPieceSamples = 1600;

/// A Vosk model, loaded once: seconds, and hundreds of megabytes. Shared by all utterances;
/// thread-safe.
class Model {
 public:
  /// `library` is the path of libvosk.
  static base::Result<std::shared_ptr<const Model>> load(const std::string& library,
                                                         const std::string& folder);
  virtual ~Model() = default;
  /// One utterance's recognition. Computes nothing yet.
  virtual std::unique_ptr<engine::UtteranceWork> open(bool with_words) const = 0;
};

}  // namespace hotpin::engines::vosk
