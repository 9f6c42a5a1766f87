#include "load/report/tail_group.hpp"

#include <map>

namespace hotpin::bench {
namespace {

constexpr double kMeasurableMs = 1;

struct Values {
  std::vector<double> since_signal, since_speech, until_taken, since_taken, longest_gap;
  std::vector<double> recogniser, model_prompt, model_phrase, voice, engines, rest, over_engines;
  std::size_t early = 0;
  std::size_t ahead = 0;

  void add(const TurnRecord& turn) {
    since_signal.push_back(turn.since_signal_ms());
    since_speech.push_back(turn.since_speech_ms());
    if (turn.taken) until_taken.push_back(base::to_ms(*turn.taken - turn.speech_ended));
    if (turn.taken && turn.is_answered())
      since_taken.push_back(base::to_ms(*turn.first_audible - *turn.taken));
    if (turn.is_answered()) longest_gap.push_back(turn.longest_gap_ms);
    early += turn.is_early;
    if (const auto stages = stages_of(turn)) add(*stages, turn);
  }

  void add(const Stages& stages, const TurnRecord& turn) {
    ahead += stages.is_ahead;
    recogniser.push_back(stages.recogniser_ms);
    model_prompt.push_back(stages.model_prompt_ms);
    model_phrase.push_back(stages.model_phrase_ms);
    voice.push_back(stages.voice_ms);
    engines.push_back(stages.engines_ms());
    // Hands-free there is no signal at this end: the server's own figure counts.
    const double whole = turn.signalled ? turn.since_signal_ms() : stages.first_audible_ms;
    rest.push_back(whole - stages.engines_ms());
    if (stages.engines_ms() > kMeasurableMs) over_engines.push_back(whole / stages.engines_ms());
  }
};

}  // namespace

std::vector<TailGroup> group_by_tail(const std::vector<TurnRecord>& turns) {
  std::map<int, Values> groups;
  for (const TurnRecord& turn : turns) groups[turn.tail_ms].add(turn);
  std::vector<TailGroup> out;
  for (const auto& [tail_ms, values] : groups) {
    out.push_back({.tail_ms = tail_ms,
                   .since_signal = summarise(values.since_signal),
                   .since_speech = summarise(values.since_speech),
                   .until_taken = summarise(values.until_taken),
                   .since_taken = summarise(values.since_taken),
                   .longest_gap = summarise(values.longest_gap),
                   .early = values.early,
                   .ledgers = values.engines.size(),
                   .ahead = values.ahead,
                   .recogniser = summarise(values.recogniser),
                   .model_prompt = summarise(values.model_prompt),
                   .model_phrase = summarise(values.model_phrase),
                   .voice = summarise(values.voice),
                   .engines = summarise(values.engines),
                   .rest = summarise(values.rest),
                   .over_engines = summarise(values.over_engines)});
  }
  return out;
}

}  // namespace hotpin::bench
