#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engines/openai/speech/speech_audio.hpp"
#include "engines/openai/speech/speech_form.hpp"
#include "engines/openai/whole_call.hpp"

namespace hotpin::engines::openai {

/// One phrase, spoken by as many requests as the service's limits want, one behind the other, each
/// asked again in another form where the service objects to it; its sound goes on as it comes.
/// Everything runs on the client's thread; the events of engine::Tts go to `sink`.
class SpeechCall final : public Cancellable, public std::enable_shared_from_this<SpeechCall> {
 public:
  SpeechCall(WholeService& service, SpeechForm& form, engine::TtsRequest request,
             engine::TtsSink sink);

  void begin();
  void cancel() override;

 private:
  void ask();
  std::string next_body();
  std::optional<std::string> reform(const net::WholeResponse& refusal);
  base::Duration pass_on(const net::WholeResponse& so_far);
  void take(base::Result<net::WholeResponse> answer);
  void end(engine::TtsEvent event);

  WholeService& service_;
  SpeechForm& form_;
  const engine::TtsRequest request_;
  engine::TtsSink sink_;
  std::optional<SpeechStream> stream_;  // of the answer that is coming
  std::string part_;                    // that is being asked for
  std::string rest_;                    // behind it
  std::uint64_t version_ = 0;           // of the form that it was asked in
  SpeechRefusal::What objection_ = SpeechRefusal::What::other;
  base::TimePoint begun_{};
  std::shared_ptr<WholeCall> call_;
};

}  // namespace hotpin::engines::openai
