// bench_latency [TTS...] [--repeat N]: end of speech to first audible sample over real recorded
// speech, one session, the embedded engines, nothing done ahead; each engine's own time beside it.
// A voice a table (default: piper espeak), all in one run.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "audio/resampler.hpp"
#include "audio/wav.hpp"
#include "client/turn_client.hpp"
#include "support/server_process.hpp"

namespace {

using namespace hotpin;

/// Two to three and a half seconds of people reading, cut at pauses; 300 ms of what follows stays.
struct Stretch {
  const char* file;
  int begin_ms;
  int end_ms;
};
constexpr Stretch kStretches[] = {
    {"two_cities.wav", 1200, 4560},
    {"two_cities.wav", 10760, 12780},
    {"two_cities.wav", 21240, 24000},
    {"two_cities.wav", 26560, 28280},
    {"two_cities.wav", 29920, 32260},
    {"two_cities.wav", 38700, 41640},
    {"beckett.wav", 0, 3200},
    {"beckett.wav", 6660, 9660},
    {"endgame_nagg_nell.wav", 8740, 11340},
    {"endgame_nagg_nell.wav", 14660, 16960},
};
constexpr int kTailMs = 300;

std::vector<std::int16_t> load(const Stretch& stretch) {
  std::ifstream file(std::string(HOTPIN_SPEECH_DIR) + "/" + stretch.file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto wav = audio::parse_wav(std::as_bytes(std::span(bytes))).value();
  const auto pcm = audio::resample(wav.samples, wav.rate_hz, 16000);
  const auto at = [&pcm](int ms) {
    return pcm.begin() +
           static_cast<std::ptrdiff_t>(std::min<std::size_t>(pcm.size(), std::size_t(ms) * 16));
  };
  return {at(stretch.begin_ms), at(stretch.end_ms + kTailMs)};
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(std::max(0.0, rank - 0.5)))];
}

class Table {
 public:
  void add(const client::TurnResult& turn) {
    std::map<std::string, double> f(turn.figures.begin(), turn.figures.end());
    row("signal -> first audible, at the client", turn.response_latency_ms().value_or(1e9));
    row("signal -> first audible, in the server", f["first_audible_ms"]);
    row("last speech -> first audible", f["first_audible_ms"] - f["last_speech_ms"]);
    row("  recogniser: last stretch", f["stt_compute_ms"]);
    row("  model: prompt", f["first_token_ms"] - f["transcript_ms"]);
    row("  model: rest of the first phrase", f["first_phrase_ms"] - f["first_token_ms"]);
    row("  voice: first phrase", f["tts_compute_ms"]);
    const double engines =
        f["stt_compute_ms"] + (f["first_phrase_ms"] - f["transcript_ms"]) + f["tts_compute_ms"];
    row("  sum of the engines", engines);
    row("  everything else", f["first_audible_ms"] - engines);
  }
  void print(const std::string& title) const {
    std::printf("\n%s\n%-42s %8s %8s\n", title.c_str(), "ms", "p50", "p95");
    for (const std::string& name : order_) {
      const auto& values = rows_.at(name);
      std::printf("%-42s %8.0f %8.0f\n", name.c_str(), percentile(values, 0.5),
                  percentile(values, 0.95));
    }
  }

 private:
  void row(const std::string& name, double value) {
    if (rows_.find(name) == rows_.end()) order_.push_back(name);
    rows_[name].push_back(value);
  }
  std::vector<std::string> order_;
  std::map<std::string, std::vector<double>> rows_;
};

int measure(const std::string& voice, int repeats) {
  const tests::ServerProcess server({{"HOTPIN_TTS", voice}});
  Table table;
  int turns = 0;
  for (int round = 0; round < repeats; ++round) {
    auto client =
        client::TurnClient::connect(server.url(), {.session_id = "bench-" + std::to_string(round)});
    if (!client) return std::fprintf(stderr, "%s\n", client.error().detail.c_str()), 1;
    for (const Stretch& stretch : kStretches) {
      const auto turn = (*client)->run(load(stretch), {});
      if (!turn) return std::fprintf(stderr, "%s\n", turn.error().detail.c_str()), 1;
      if (turn->how != "spoken")
        std::printf("not answered (%s): %s\n", turn->how.c_str(), stretch.file);
      else table.add(*turn), ++turns;
    }
  }
  table.print("voice: " + voice + ", " + std::to_string(turns) +
              " turns, sent at the pace of speech, memory " +
              std::to_string(server.memory_kib() / 1024) + " MiB");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> voices;
  int repeats = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--repeat" && i + 1 < argc) repeats = std::stoi(argv[++i]);
    else voices.push_back(word);
  }
  if (voices.empty()) voices = {"piper", "espeak"};
  int failed = 0;
  for (const std::string& voice : voices) failed |= measure(voice, repeats);
  return failed;
}
