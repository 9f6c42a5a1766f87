#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audio/listening_rate.hpp"
#include "base/result.hpp"
#include "protocol/wishes.hpp"

namespace hotpin::protocol {

/// Work without a conversation: the adapter puts a JobRequest into its inbox, and what comes of it
/// is given to Adapter::on_event() as JobReports. The adapter numbers its jobs; a number may be
/// used again when its job has ended. What would begin a job with the number of one that is under
/// way is dropped without a report, which would be taken for that one's; so is what follows for a
/// number of which nothing is under way. At most 4 at once; what is more ends with kJobBusy. A job
/// is one turn of its key, however long it is.
using JobId = std::uint32_t;

/// The words in audio that follows with JobAudio until JobInputEnded, however long it is. Leads to
/// JobText for each stretch between two pauses, in order; one of more than 25 s, or than an
/// utterance may be, is cut there, maybe in a word. Without audio for a minute it ends with
/// kJobBad.
struct Transcribe {
  std::uint32_t in_hz = audio::kListeningHz;  ///< of JobAudio, 8000 to 48000
};

/// A text spoken. Leads to JobSound. A voice that cannot be had is kJobBad.
struct Speak {
  std::string text;  ///< UTF-8, at most kMaxSpokenBytes
  VoiceWish voice{};
  std::uint32_t out_hz = audio::kListeningHz;  ///< of JobSound, 8000 to 48000
};
inline constexpr std::size_t kMaxSpokenBytes = 16 * 1024;

/// The language model's answer to these messages and no others, of which the last is the user's; at
/// most 64, of 64 KiB in all. Leads to JobText, piece by piece.
struct Answer {
  struct Message {
    enum class Role { system, user, assistant };
    Role role = Role::user;
    std::string text;  ///< UTF-8
  };
  std::vector<Message> messages;
  LlmWish llm{};
};

/// A picture that goes with the next words of a session, on whichever worker that is.
struct KeepPicture {
  std::string session_id;  ///< checked (protocol/session_id.hpp)
  std::string bytes;       ///< checked (protocol/image_header.hpp)
};

/// Of a Transcribe: mono s16 at its rate, whole samples. While more waits than is good the client
/// is not read from; where it comes all the same and a minute of it waits, the job ends with
/// kJobBusy.
struct JobAudio {
  std::vector<std::int16_t> pcm;
};
/// Of a Transcribe: nothing follows.
struct JobInputEnded {};
/// Nobody waits for it any more: no report follows, and its number is free.
struct JobCancelled {};

struct JobRequest {
  JobId id = 0;
  std::variant<Transcribe, Speak, Answer, KeepPicture, JobAudio, JobInputEnded, JobCancelled> what;
};

struct JobText {
  std::string text;
  double begin_ms = 0;  ///< of a Transcribe: where in the audio it stands
  double end_ms = 0;
};

/// Mono s16 at Speak::out_hz. The next phrase is made when the client has no more than 10 s to
/// take.
struct JobSound {
  std::vector<std::int16_t> pcm;
};

/// Always a job's last report.
struct JobEnded {
  std::optional<base::Error> failure{};  ///< its detail is for the client
  bool is_cut = false;                   ///< of an Answer: it reached LlmWish::max_tokens
};

struct JobReport {
  JobId id = 0;
  std::variant<JobText, JobSound, JobEnded> what;
};

/// Codes of JobEnded, beside those of failing engines (protocol/public_error.hpp): not now; no
/// place or no turn is left, the server restarts, or what a job needs is away.
inline constexpr const char* kJobBusy = "busy";
/// Not to be had for this client: it has shown no key, or that was withdrawn.
inline constexpr const char* kJobRefused = "refused";
/// The request itself is at fault.
inline constexpr const char* kJobBad = "bad_job";

}  // namespace hotpin::protocol
