// bench_endpointing [--seed N] [--turns N] [--list] [--json FILE]: recorded sentences with pauses
// of 0.2 to 1.2 s put into them at word gaps, through the voice detector and the recogniser: how
// many turns are cut off before their end, and how long the end takes to be seen. Three settings,
// and what each kind of evidence adds. --list prints every silence that was looked at; --json
// writes the table.
#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/worker_pool.hpp"
#include "dialog/endpointer.hpp"
#include "dialog/turn_text.hpp"
#include "endpointing/hearing.hpp"
#include "endpointing/recordings.hpp"
#include "engine/context.hpp"
#include "session/persona.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::sherpa {
base::Result<std::unique_ptr<engine::Vad>> make_silero_vad(const engine::Context& context);
}  // namespace hotpin::engines::sherpa
namespace hotpin::engines::llama {
base::Result<std::unique_ptr<engine::Llm>> make_small_llm(const engine::Context& context);
}  // namespace hotpin::engines::llama

namespace {

using namespace hotpin;

constexpr double kSamplesPerMs = 16;
constexpr std::size_t kThreads = 2;

struct Heard {
  bench::Turn turn;
  std::vector<bench::Silence> silences;
};

struct Evidence {
  const char* name;
  bool voice;
  bool language;
};
constexpr Evidence kAll{"words, voice, language model", true, true};
constexpr Evidence kLess[] = {
    {"words", false, false}, {"words, voice", true, false}, {"words, language model", false, true}};
struct Setting {
  const char* name;
  double patience;
};
constexpr Setting kDefault{"default", 1.0};
constexpr Setting kSettings[] = {{"quick", 0.85}, kDefault, {"patient", 1.4}};

/// Milliseconds of silence at which the turn would end here, the answers' own time included.
double decision_ms(const bench::Silence& silence, const Evidence& evidence, double patience) {
  dialog::SpeechSoFar speech{.text = silence.text, .speech_samples = silence.speech};
  const audio::VoiceEnding& voice = silence.voice;
  if (evidence.voice) {
    speech.voice = {voice.fade_ms, voice.drop_db, voice.last_syllable_ms, voice.pitch_st};
  }
  if (evidence.language) speech.end_probability = silence.end_probability;
  dialog::EndpointerOptions options;
  options.patience = patience;
  constexpr double kWindow = 32 * kSamplesPerMs;
  const auto wanted = static_cast<double>(dialog::silence_to_end(speech, options));
  const double silence_ms = std::ceil(wanted / kWindow) * kWindow / kSamplesPerMs;
  return std::max(silence_ms, silence.words_ms + (evidence.language ? silence.language_ms : 0));
}

struct Outcome {
  bool is_cut = false;
  double delay_ms = 0;
  const bench::Silence* silence = nullptr;  // where it was decided
};

Outcome outcome_of(const Heard& heard, const Evidence& evidence, double patience) {
  for (const bench::Silence& silence : heard.silences) {
    const double at = decision_ms(silence, evidence, patience);
    const double length = static_cast<double>(silence.end - silence.begin) / kSamplesPerMs;
    if (at > length) continue;
    const double delay = static_cast<double>(silence.begin) / kSamplesPerMs + at -
                         static_cast<double>(heard.turn.speech_end) / kSamplesPerMs;
    const bool is_cut = silence.end < heard.turn.speech_end;  // more is said
    return {is_cut, delay, &silence};
  }
  return {false, static_cast<double>(heard.turn.pcm.size()) / kSamplesPerMs,
          &heard.silences.back()};
}

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

/// Wilson's, 95 %.
std::pair<double, double> interval(double hits, double of) {
  constexpr double z = 1.96;
  const double p = hits / of;
  const double middle = (p + z * z / (2 * of)) / (1 + z * z / of);
  const double half = z * std::sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of);
  return {std::max(0.0, middle - half), middle + half};
}

/// What came of all turns when they were decided so.
struct Figures {
  const char* setting;
  const char* evidence;
  double cut = 0;  // share of the turns
  std::pair<double, double> cut_interval;
  double p50_ms = 0, p90_ms = 0, longest_ms = 0;  // from the last sample of speech
};

Figures figures_of(const std::vector<Heard>& turns, const Setting& setting,
                   const Evidence& evidence) {
  std::vector<double> delays;
  double cut = 0;
  for (const Heard& heard : turns) {
    const Outcome outcome = outcome_of(heard, evidence, setting.patience);
    if (outcome.is_cut) ++cut;
    else delays.push_back(outcome.delay_ms);
  }
  const auto count = static_cast<double>(turns.size());
  return {setting.name,         evidence.name,           cut / count,
          interval(cut, count), percentile(delays, 0.5), percentile(delays, 0.9),
          percentile(delays, 1)};
}

void print(const Figures& it) {
  std::printf("%-8s %-30s %6.1f %% %5.1f - %4.1f %8.0f %6.0f %6.0f\n", it.setting, it.evidence,
              100 * it.cut, 100 * it.cut_interval.first, 100 * it.cut_interval.second, it.p50_ms,
              it.p90_ms, it.longest_ms);
}

boost::json::object to_json(const Figures& it) {
  return {{"setting", it.setting},
          {"evidence", it.evidence},
          {"cut", it.cut},
          {"cut_low", it.cut_interval.first},
          {"cut_high", it.cut_interval.second},
          {"p50_ms", it.p50_ms},
          {"p90_ms", it.p90_ms}};
}

const char* name_of(dialog::TextEnding ending) {
  constexpr const char* kNames[] = {"nothing",    "hesitation",  "leaning",  "unlikely", "clause",
                                    "few digits", "many digits", "place",    "one word", "fragment",
                                    "unknown",    "sentence",    "question", "answer"};
  return kNames[static_cast<std::size_t>(ending)];
}

void print_classes(const std::vector<Heard>& turns) {
  struct Row {
    double pauses = 0, cut = 0;
    std::vector<double> delays;
  };
  std::map<dialog::TextEnding, Row> rows;
  for (const Heard& heard : turns) {
    const Outcome outcome = outcome_of(heard, kAll, kDefault.patience);
    for (const bench::Silence& silence : heard.silences) {
      Row& row = rows[dialog::ending_of(silence.text)];
      if (&silence == outcome.silence && !outcome.is_cut) row.delays.push_back(outcome.delay_ms);
      else ++row.pauses;
      if (&silence == outcome.silence && outcome.is_cut) ++row.cut;
      if (&silence == outcome.silence) break;
    }
  }
  std::printf("\nat the default, by how the words end\n%-12s %8s %5s %8s %8s\n", "", "pauses",
              "cut", "ends", "p50 ms");
  for (const auto& [ending, row] : rows)
    std::printf("%-12s %8.0f %5.0f %8zu %8.0f\n", name_of(ending), row.pauses, row.cut,
                row.delays.size(), percentile(row.delays, 0.5));
}

void print_list(const std::vector<Heard>& turns) {
  for (const Heard& heard : turns) {
    const Outcome outcome = outcome_of(heard, kAll, kDefault.patience);
    for (const bench::Silence& it : heard.silences) {
      const double length = static_cast<double>(it.end - it.begin) / kSamplesPerMs;
      const double lag =
          (static_cast<double>(it.begin) - static_cast<double>(heard.turn.speech_end)) /
          kSamplesPerMs;
      std::printf("%s\t%s\t%.0f\t%.0f\t%.0f\t%.0f\t%.1f\t%.0f\t%.1f\t%.3f\t%.0f\t%.0f\t%s\n",
                  &it == outcome.silence ? (outcome.is_cut ? "CUT" : "end") : "-",
                  heard.turn.recording.c_str(), length, lag,
                  decision_ms(it, kAll, kDefault.patience), it.voice.fade_ms, it.voice.drop_db,
                  it.voice.last_syllable_ms, it.voice.pitch_st.value_or(99), it.end_probability,
                  it.words_ms, it.language_ms, it.text.c_str());
      if (&it == outcome.silence) break;
    }
  }
}

/// `work(i)` for each i below `count`, on both cores.
void side_by_side(std::size_t count, const std::function<void(std::size_t, std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t i = next++; i < count; i = next++) work(thread, i);
    });
  }
}

struct Wanted {
  std::uint64_t seed = 1;
  std::size_t turns = 360;
  bool is_listed = false;
  std::string json;
};

void report(const std::vector<Heard>& turns, std::size_t sentences, std::size_t unheard,
            const Wanted& wanted) {
  std::size_t pauses = 0;
  for (const Heard& heard : turns) pauses += heard.turn.pauses.size();
  std::printf(
      "%zu turns of %zu sentences, %zu pauses inside them, 0.2 to 1.2 s; seed %llu; %zu "
      "turns without speech to the detector\n\n",
      turns.size(), sentences, pauses, static_cast<unsigned long long>(wanted.seed), unheard);
  std::printf("%-8s %-30s %8s %12s %8s %6s %6s\n", "setting", "decided by", "cut off", "95 %",
              "p50 ms", "p90", "max");
  boost::json::array rows;
  const auto add = [&](const Setting& setting, const Evidence& evidence) {
    const Figures figures = figures_of(turns, setting, evidence);
    print(figures);
    rows.push_back(to_json(figures));
  };
  for (const Evidence& evidence : kLess) add(kDefault, evidence);
  std::printf("\n");
  for (const Setting& setting : kSettings) add(setting, kAll);
  print_classes(turns);
  if (wanted.is_listed) print_list(turns);
  if (!wanted.json.empty()) {
    std::ofstream(wanted.json) << boost::json::object{{"seed", wanted.seed},
                                                      {"turns", turns.size()},
                                                      {"sentences", sentences},
                                                      {"pauses", pauses},
                                                      {"rows", rows}};
  }
}

int run(const Wanted& wanted) {
  const base::Settings settings = tests::settings_with({});
  const std::string models = settings.text("HOTPIN_MODELS_DIR");
  base::WorkerPool pool{{.name = "stt", .threads = 1}};
  engine::Context context{settings, pool, pool, tests::shared_page()};
  const auto vad = engines::sherpa::make_silero_vad(context);
  const auto recogniser = engines::sherpa::Recogniser::load(models + "/moonshine-tiny-en");
  if (!vad || !recogniser) return std::fprintf(stderr, "the models are not there\n"), 1;
  std::unique_ptr<engine::Llm> languages[kThreads];
  for (auto& it : languages) {
    auto loaded = engines::llama::make_small_llm(context);
    if (!loaded || !(*loaded)->warm_up(session::make_persona("", true))) {
      return std::fprintf(stderr, "the language model is not there\n"), 1;
    }
    it = std::move(*loaded);
  }

  auto sentences = bench::load_sentences(HOTPIN_SPEECH_DIR, HOTPIN_SHARED_SPEECH_DIR);
  side_by_side(sentences.size(), [&](std::size_t, std::size_t i) {
    bench::find_gaps(sentences[i], **vad, **recogniser);
  });
  std::erase_if(sentences, [](const bench::Sentence& it) { return it.gaps.empty(); });
  std::vector<Heard> turns;
  for (bench::Turn& turn : bench::join(sentences, wanted.turns, wanted.seed))
    turns.push_back({std::move(turn), {}});
  side_by_side(turns.size(), [&](std::size_t thread, std::size_t i) {
    turns[i].silences = bench::listen(turns[i].turn, **vad, **recogniser, languages[thread].get());
  });
  const auto unheard = std::erase_if(turns, [](const Heard& it) { return it.silences.empty(); });
  report(turns, sentences.size(), unheard, wanted);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Wanted wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--list") wanted.is_listed = true;
    else if (word == "--seed" && i + 1 < argc) wanted.seed = std::stoull(argv[++i]);
    else if (word == "--turns" && i + 1 < argc) wanted.turns = std::stoul(argv[++i]);
    else if (word == "--json" && i + 1 < argc) wanted.json = argv[++i];
    else return std::fprintf(stderr, "usage: [--seed N] [--turns N] [--list] [--json FILE]\n"), 2;
  }
  return run(wanted);
}
