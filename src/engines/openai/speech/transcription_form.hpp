#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engines/openai/service/learned.hpp"

namespace hotpin::engines::openai {

/// How a recognition service wants to be asked: a form (RFC 7578) as OpenAI's takes it, less what
/// this one was found to refuse. Owned by the engine; what is learnt all workers share. Used on the
/// client's thread.
class TranscriptionForm {
 public:
  /// `service` names it for the memory, as for LearnedFlags.
  TranscriptionForm(base::SharedPage& shared, const std::string& service, std::string model,
                    std::string language);

  static std::string content_type();
  /// `pcm` at engine::kInputRateHz.
  std::string body(std::span<const std::int16_t> pcm) const;
  /// Changes with what is learnt: a request of another version may be taken.
  std::uint64_t version() const { return flags_.get(); }
  /// Of an answer that is not 2xx.
  void learn(int status, std::string_view refusal);

 private:
  enum Bit : unsigned { kNoFormat, kNoLanguage };

  LearnedFlags flags_;
  const std::string model_;
  const std::string language_;
};

}  // namespace hotpin::engines::openai
