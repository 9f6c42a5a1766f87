// bench_door [--half 0|1] [--list] [--data FOLDER]: recorded sentences and turns in English,
// hands-free, with the sound as it came and conditioned as a session does it (audio/input/):
// whether the words are the same and when the turn is seen to be over, for clean speech, a
// microphone's offset, quiet speech; and how many turns noise alone makes. --half takes the
// speakers of one half only, of which the other is for tuning; --list prints every file.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audio/input/audio_input.hpp"
#include "door/heard_turns.hpp"
#include "door/sounds.hpp"
#include "engine/context.hpp"
#include "engine/vad.hpp"
#include "support/speech/word_error_rate.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::sherpa {
base::Result<std::unique_ptr<engine::Stt>> make_moonshine_stt(const engine::Context& context);
base::Result<std::unique_ptr<engine::Vad>> make_silero_vad(const engine::Context& context);
}  // namespace hotpin::engines::sherpa

namespace {

using namespace hotpin;
using bench::HeardTurns;
using bench::Pcm;
using bench::Recording;

struct Engines {
  base::Settings settings = tests::settings_with({});
  std::shared_ptr<tests::ManualExecutor> executor = std::make_shared<tests::ManualExecutor>();
  std::unique_ptr<engine::Vad> vad;
  std::unique_ptr<engine::Stt> stt;

  bool load() {
    engine::Context context{settings, *executor, *executor, tests::shared_page()};
    auto made_vad = engines::sherpa::make_silero_vad(context);
    if (!made_vad) return false;
    vad = std::move(*made_vad);
    context.vad = vad.get();
    auto made_stt = engines::sherpa::make_moonshine_stt(context);
    if (!made_stt) return false;
    stt = std::move(*made_stt);
    return true;
  }
  HeardTurns hear(const Pcm& pcm, bool is_conditioned) {
    return bench::hear_turns(*stt, executor, pcm, is_conditioned);
  }
};

/// What is done to a recording before it is sent, and whether it is conditioned behind that.
struct Way {
  const char* name;
  std::function<Pcm(const Pcm&)> change;
  bool is_conditioned = true;
};

std::vector<Way> ways() {
  const auto as_it_is = [](const Pcm& pcm) { return pcm; };
  const auto offset = [](double by) {
    return [by](const Pcm& pcm) { return bench::with_offset(pcm, by); };
  };
  const auto quiet = [](double db) {
    return [db](const Pcm& pcm) { return bench::louder(pcm, db); };
  };
  return {{"clean", as_it_is},
          {"offset 0.02, before", offset(0.02), false},
          {"offset 0.02", offset(0.02)},
          {"offset -0.3", offset(-0.3)},
          {"-20 dB, before", quiet(-20), false},
          {"-20 dB", quiet(-20)},
          {"-35 dB, before", quiet(-35), false},
          {"-35 dB", quiet(-35)}};
}

bool is_same(const HeardTurns& one, const HeardTurns& other) {
  return tests::words_of(one.words) == tests::words_of(other.words);
}

/// Against the sound as it was recorded and not conditioned.
void compare(Engines& engines, const std::vector<Recording>& recordings, bool is_listed) {
  std::vector<HeardTurns> before;
  for (const Recording& it : recordings) before.push_back(engines.hear(it.pcm, false));
  std::printf("%zu recordings; against the recorded sound, not conditioned\n\n", before.size());
  std::printf("%-22s %11s %10s %24s\n", "", "words equal", "same turns", "end, ms: p10 p50 p90");
  for (const Way& way : ways()) {
    std::size_t equal = 0;
    std::size_t turns = 0;
    std::vector<double> shifts;
    for (std::size_t i = 0; i < recordings.size(); ++i) {
      const HeardTurns now = engines.hear(way.change(recordings[i].pcm), way.is_conditioned);
      const bool same = is_same(now, before[i]);
      if (same) ++equal;
      if (now.turns == before[i].turns) ++turns;
      if (same) shifts.push_back(now.end_ms - before[i].end_ms);
      if (is_listed && (!same || now.end_ms != before[i].end_ms)) {
        std::printf("  %s\t%s\t%+.0f\t%zu>%zu\t%s\t%s\n", way.name, recordings[i].name.c_str(),
                    now.end_ms - before[i].end_ms, before[i].turns, now.turns,
                    before[i].words.c_str(), now.words.c_str());
      }
    }
    const auto count = static_cast<double>(recordings.size());
    std::printf("%-22s %9.1f %% %8.1f %% %8.0f %7.0f %7.0f\n", way.name,
                100 * static_cast<double>(equal) / count, 100 * static_cast<double>(turns) / count,
                bench::quantile(shifts, 0.1), bench::quantile(shifts, 0.5),
                bench::quantile(shifts, 0.9));
    std::fflush(stdout);
  }
}

/// Turns that noise makes, at its own level and softer.
void count_noise(Engines& engines, const std::vector<Recording>& noises, bool is_listed) {
  std::printf("\n%zu noises; turns they make\n%-10s %8s %12s\n", noises.size(), "", "before",
              "conditioned");
  for (const double db : {0.0, -15.0, -30.0, -45.0}) {
    std::size_t turns[2] = {0, 0};
    for (const Recording& it : noises) {
      const Pcm pcm = bench::louder(it.pcm, db);
      const HeardTurns heard[2] = {engines.hear(pcm, false), engines.hear(pcm, true)};
      for (int i : {0, 1}) turns[i] += heard[i].turns;
      if (is_listed && heard[1].turns + heard[0].turns > 0) {
        std::printf("  %s %+.0f dB\t%zu %s\t%zu %s\n", it.name.c_str(), db, heard[0].turns,
                    heard[0].words.c_str(), heard[1].turns, heard[1].words.c_str());
      }
    }
    std::printf("%+4.0f dB    %8zu %12zu\n", db, turns[0], turns[1]);
    std::fflush(stdout);
  }
}

/// Processor time for 20 ms of sound.
void print_cost(const std::vector<Recording>& recordings) {
  std::size_t frames = 0;
  const std::clock_t begun = std::clock();
  for (const Recording& it : recordings) {
    audio::AudioInput input(engine::kInputRateHz, true);
    for (std::size_t at = 0; at + 320 <= it.pcm.size(); at += 320, ++frames) {
      input.push(std::span(it.pcm).subspan(at, 320));
    }
  }
  const double us = 1e6 * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
  std::printf("\n%.1f us for 20 ms\n", us / static_cast<double>(std::max<std::size_t>(frames, 1)));
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<std::size_t> half;
  bool is_listed = false;
  std::string data = HOTPIN_SHARED_DATA;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--list") is_listed = true;
    else if (word == "--half" && i + 1 < argc) half = std::stoul(argv[++i]) % 2;
    else if (word == "--data" && i + 1 < argc) data = argv[++i];
    else return std::fprintf(stderr, "usage: [--half 0|1] [--list] [--data FOLDER]\n"), 2;
  }
  Engines engines;
  if (!engines.load()) return std::fprintf(stderr, "the models are not there\n"), 1;
  const auto recordings = bench::load_recordings(data, half);
  const auto noises = bench::load_noises(data);
  if (recordings.empty()) std::printf("left out: there are no recordings in %s\n", data.c_str());
  else compare(engines, recordings, is_listed);
  count_noise(engines, noises, is_listed);
  print_cost(recordings);
  return 0;
}
