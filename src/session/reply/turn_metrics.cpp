#include "session/reply/turn_metrics.hpp"

#include <algorithm>
#include <vector>

namespace hotpin::session {
namespace {

using Point = TurnLedger::Point;
using How = protocol::Completed::How;

const std::vector<double>& seconds() {
  static const std::vector<double> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3,
                                             0.5,   0.75, 1,     1.5,  2.5, 5,   10};
  return bounds;
}
/// Of engine time to audio.
const std::vector<double>& factors() {
  static const std::vector<double> bounds = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2};
  return bounds;
}

/// What was done before it was due took no time.
void observe_span(base::Histogram& histogram, const Point& from, const Point& to) {
  if (from && to) histogram.observe(std::max(0.0, base::to_ms(*to - *from) / 1000));
}

base::Counter turns(base::Metrics& metrics, How how) {
  return metrics.counter("hotpin_turns_total", "Turns by how they ended.",
                         "how=\"" + protocol::to_word(how) + "\"");
}

base::Counter failures(base::Metrics& metrics, const std::string& what) {
  return metrics.counter("hotpin_failures_total", "Turns that an engine failed, by what failed.",
                         "what=\"" + what + "\"");
}

base::Counter bytes(base::Metrics& metrics, const std::string& way) {
  return metrics.counter("hotpin_audio_bytes_total", "PCM from and to clients.",
                         "direction=\"" + way + "\"");
}

}  // namespace

TurnMetrics::TurnMetrics(base::Metrics& metrics)
    : response_(metrics.histogram("hotpin_response_latency_seconds",
                                  "From the end-of-speech signal to the first audible sample "
                                  "handed to the socket, of spoken replies.",
                                  seconds())),
      voice_to_voice_(metrics.histogram("hotpin_voice_to_voice_seconds",
                                        "The same from the last sample that held speech.",
                                        seconds())),
      end_of_turn_(metrics.histogram("hotpin_end_of_turn_delay_seconds",
                                     "From the last sample that held speech to the end of the "
                                     "turn, found or signalled.",
                                     seconds())),
      transcript_(metrics.histogram("hotpin_transcript_delay_seconds",
                                    "From the end of speech to the final words.", seconds())),
      first_token_(metrics.histogram("hotpin_time_to_first_token_seconds",
                                     "From the final words to the model's first token; 0 when it "
                                     "was there before.",
                                     seconds())),
      first_audio_(metrics.histogram("hotpin_time_to_first_audio_seconds",
                                     "From the first phrase to its audio.", seconds())),
      recogniser_factor_(metrics.histogram("hotpin_recogniser_real_time_factor",
                                           "Recogniser's time for an utterance, detection of voice "
                                           "too, by the utterance's length.",
                                           factors())),
      voice_factor_(metrics.histogram("hotpin_voice_real_time_factor",
                                      "Voice's time for a phrase, by the length of its audio.",
                                      factors())),
      turns_{turns(metrics, How::spoken), turns(metrics, How::not_understood),
             turns(metrics, How::failed), turns(metrics, How::busy),
             turns(metrics, How::interrupted)},
      failures_{failures(metrics, "recogniser"), failures(metrics, "model"),
                failures(metrics, "voice"), failures(metrics, "empty_reply")},
      barge_ins_(metrics.counter("hotpin_barge_ins_total",
                                 "Replies that their user interrupted by speaking or writing.")),
      bytes_in_(bytes(metrics, "in")),
      bytes_out_(bytes(metrics, "out")) {}

std::shared_ptr<TurnMetrics> TurnMetrics::unseen() {
  static base::Metrics metrics(base::SharedPage::create().value());
  return std::make_shared<TurnMetrics>(metrics);
}

void TurnMetrics::turn_ended(const TurnLedger& ledger, How how) {
  turns_[static_cast<std::size_t>(how)].add();
  bytes_out_.add(static_cast<std::int64_t>(2 * ledger.audio_out_samples));
  observe_span(end_of_turn_, ledger.last_speech, ledger.end_of_speech);
  observe_span(transcript_, ledger.end_of_speech, ledger.transcript);
  observe_span(first_token_, ledger.transcript, ledger.first_token);
  observe_span(first_audio_, ledger.first_phrase, ledger.first_audio);
  if (how != How::spoken) return;
  observe_span(response_, ledger.end_of_speech, ledger.first_audible);
  observe_span(voice_to_voice_, ledger.last_speech, ledger.first_audible);
}

void TurnMetrics::recognised(double compute_ms, double audio_ms) {
  if (compute_ms > 0 && audio_ms > 0) recogniser_factor_.observe(compute_ms / audio_ms);
}

void TurnMetrics::synthesised(double compute_ms, double audio_ms) {
  if (compute_ms > 0 && audio_ms > 0) voice_factor_.observe(compute_ms / audio_ms);
}

}  // namespace hotpin::session
