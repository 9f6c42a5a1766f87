#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "audio/silence.hpp"
#include "base/text_words.hpp"
#include "base/worker_pool.hpp"
#include "conformance/tts_contract.hpp"
#include "dialog/playout_ledger.hpp"
#include "dialog/speakable/text_normalizer.hpp"
#include "engine/phonemizer.hpp"
#include "support/speech/word_onset.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines {
namespace espeak {
base::Result<std::unique_ptr<engine::Tts>> make_espeak_tts(const engine::Context& context);
base::Result<std::unique_ptr<engine::Phonemizer>> make_espeak_phonemizer(
    const engine::Context& context);
}  // namespace espeak
namespace sherpa {
base::Result<std::unique_ptr<engine::Tts>> make_piper_tts(const engine::Context& context);
}  // namespace sherpa
}  // namespace hotpin::engines

namespace hotpin::tests {
extern float PEN;
namespace {

using Pcm = std::vector<std::int16_t>;

constexpr std::uint32_t kRateHz = 22050;  // of both voices
constexpr int kCuts = 100;                // of each phrase
/// A sound does not begin at one sample, and two renditions of a word differ: what find_onset()
/// tells is right to so much.
constexpr double kToleranceMs = 40;

/// Samples; what seems to be less is a truth gone astray: "capital of", where one sound runs into
/// the next.
constexpr double kShortestWord = 0.05 * kRateHz;

/// Phrases of everyday replies. "[shown=spoken]" is one word that is said otherwise.
constexpr const char* kReplies[] = {
    "Sure, I can help you with that.",
    "The museum opens at [9=nine] in the morning, and closes at half past five.",
    "It costs [$3.50,=three dollars and fifty cents,] [Dr.=Doctor] Smith.",
    "One of the best ways to learn is to teach somebody else.",
    "About [2,500=two thousand five hundred] people came to town on June [1,=first,] "
    "[1984.=nineteen eighty-four.]",
    "Well, I think it's going to rain, so take an umbrella.",
    "Add a pinch of salt, and cook the pasta for [10=ten] minutes.",
    "My favorite color is blue, but I also like green and yellow.",
    "You have an appointment with [Mr.=Mister] Jones at [3:30=three thirty] in the afternoon.",
    "That would be [25%=twenty-five percent] of the whole price, or about half of it.",
    "Paris is the capital of France, and its most famous building is the Eiffel Tower.",
    "I want to be there for the most of the day, [e.g.=for example] with my [2=two] brothers.",
};

/// A word as it is shown, and where in the speech the last word begins that it is said with.
struct Unit {
  std::string shown;
  std::size_t last_word = 0;
};

struct Reply {
  dialog::Phrase phrase;
  std::vector<Unit> units;
};

Reply read(std::string_view drawn) {
  Reply reply;
  const auto add = [&](std::string_view shown, std::string_view spoken) {
    if (!reply.units.empty()) reply.phrase.text += ' ', reply.phrase.speech += ' ';
    const std::size_t space = spoken.rfind(' ');
    reply.units.push_back({std::string(shown), reply.phrase.speech.size() + space + 1});
    reply.phrase.text += shown;
    reply.phrase.speech += spoken;
  };
  while (!drawn.empty()) {
    const bool differs = drawn.front() == '[';
    const std::size_t end = std::min(drawn.find(differs ? ']' : ' '), drawn.size());
    const std::string_view item = drawn.substr(differs ? 1 : 0, end - (differs ? 1 : 0));
    const std::size_t equals = item.find('=');
    if (differs) add(item.substr(0, equals), item.substr(equals + 1));
    else add(item, item);
    drawn.remove_prefix(std::min(end + (differs ? 2 : 1), drawn.size()));
  }
  return reply;
}

/// Both voices with what they are made from; for all tests, since a load takes seconds.
struct Voices {
  base::Settings settings = settings_with({{"HOTPIN_ESPEAK_PROGRAM", HOTPIN_ESPEAK}});
  std::unique_ptr<engine::Phonemizer> phonemizer;
  std::unique_ptr<engine::Tts> espeak;
  std::unique_ptr<engine::Tts> piper;
  base::WorkerPool pool{{.name = "test", .threads = 2}};  // joined before the engines go

  Voices() {
    engine::Context context{settings, pool, pool, shared_page()};
    phonemizer = engines::espeak::make_espeak_phonemizer(context).value();
    context.phonemizer = phonemizer.get();
    espeak = engines::espeak::make_espeak_tts(context).value();
    piper = engines::sherpa::make_piper_tts(context).value();
  }
};

Voices& voices() {
  static Voices all;
  return all;
}

std::shared_ptr<TtsRecorder> start(engine::Tts& tts, std::string_view text, int words_per_minute) {
  auto recorder = std::make_shared<TtsRecorder>();
  const engine::VoiceChoice choice{.words_per_minute = words_per_minute};
  tts.synthesize({std::string(text), base::Priority::normal, choice}, recorder->sink(), {});
  return recorder;
}

Pcm finish(TtsRecorder& recorder) {
  EXPECT_TRUE(recorder.wait());
  EXPECT_EQ(recorder.error(), "");
  return recorder.pcm();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Where each unit's last word begins in `whole`, by the voice saying what comes before it and what
/// comes from it on apart, several times.
std::vector<Onset> true_onsets(engine::Tts& tts, const Reply& reply, const Pcm& whole,
                               const std::vector<int>& paces) {
  const std::string_view speech = reply.phrase.speech;
  std::vector<std::vector<std::shared_ptr<TtsRecorder>>> parts(reply.units.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t at = reply.units[i].last_word;
    for (const int pace : paces) {
      if (at == 0) continue;
      parts[i].push_back(start(tts, speech.substr(0, at - 1), pace));
      parts[i].push_back(start(tts, speech.substr(at), pace));
    }
  }
  std::vector<Onset> onsets;
  for (const auto& pairs : parts) {
    std::vector<double> earliest;
    std::vector<double> latest;
    for (std::size_t i = 0; i < pairs.size(); i += 2) {
      for (float pen : {0.F, .3F, 1.F}) {
        PEN = pen;
        const Onset o = find_onset(whole, finish(*pairs[i]), finish(*pairs[i + 1]), kRateHz);
        std::printf("X %zu %.0f %.1f %.0f %.0f\n", onsets.size(), double(i) / 2.0, pen,
                    o.earliest * 1000 / 22050, o.latest * 1000 / 22050);
      }
      PEN = 0;
      const Onset onset = find_onset(whole, finish(*pairs[i]), finish(*pairs[i + 1]), kRateHz);
      earliest.push_back(onset.earliest);
      latest.push_back(onset.latest);
    }
    if (!pairs.empty()) {
      onsets.push_back({median(earliest), median(latest)});
    } else {
      const auto voiced = static_cast<double>(audio::voiced_range(whole, kRateHz).begin);
      onsets.push_back({voiced, voiced});
    }
  }
  for (std::size_t i = onsets.size(); i-- > 1;) {
    onsets[i - 1].earliest = std::min(onsets[i - 1].earliest, onsets[i].earliest - kShortestWord);
  }
  return onsets;
}

/// What playout sends of a phrase's audio begins with this sample.
struct Sent {
  audio::VoicedRange voiced;
  dialog::PlayoutLedger ledger;
};

Sent send(const Reply& reply, const Pcm& pcm, const std::vector<engine::WordTime>& words) {
  Sent sent{audio::voiced_range(pcm, kRateHz), {}};
  std::vector<dialog::SpokenWord> spoken;
  for (const engine::WordTime& word : words) {
    spoken.push_back(
        dialog::spoken_word(word.text_begin, word.begin, word.end, sent.voiced.begin, kRateHz));
  }
  const auto samples = static_cast<double>(sent.voiced.end - sent.voiced.begin);
  sent.ledger.add(reply.phrase, 0, 1000 * samples / kRateHz, std::move(spoken));
  return sent;
}

/// How many whole units `heard` is; it may lack the last one's marks. -1 when it is no such thing.
int units_in(const Reply& reply, const std::string& heard) {
  std::string whole;
  for (std::size_t i = 0; i <= reply.units.size(); ++i) {
    const bool is_it = heard.size() <= whole.size() && whole.starts_with(heard) &&
                       whole.find_first_not_of(",.:;!?", heard.size()) == std::string::npos;
    if (is_it) return static_cast<int>(i);
    if (i < reply.units.size()) whole += (i == 0 ? "" : " ") + reply.units[i].shown;
  }
  return -1;
}

struct Counts {
  int cuts = 0;
  int exact = 0;
  int early = 0;     // a word is kept that had not begun
  int one_late = 0;  // one word is missing
  int more_late = 0;
  int undecided = 0;  // cuts so near a beginning that the truth allows two answers
  std::vector<double> differences_ms;
};

/// `onsets` in milliseconds of what is sent.
void count_cuts(const Reply& reply, const std::vector<Onset>& onsets, const Sent& sent,
                std::mt19937& random, Counts& counts) {
  std::uniform_real_distribution<double> cut(0, sent.ledger.length_ms());
  for (int i = 0; i < kCuts; ++i) {
    const double played_ms = cut(random);
    int least = 0;
    int most = 0;
    for (const Onset& onset : onsets) {
      least += onset.latest + kToleranceMs < played_ms ? 1 : 0;
      most += onset.earliest - kToleranceMs < played_ms ? 1 : 0;
    }
    const std::string text = sent.ledger.heard_text(played_ms);
    const int heard = units_in(reply, text);
    ASSERT_GE(heard, 0) << '"' << text << '"';
    ++counts.cuts;
    counts.undecided += least < most ? 1 : 0;
    counts.exact += heard >= least && heard <= most ? 1 : 0;
    counts.early += heard > most ? 1 : 0;
    counts.one_late += heard == least - 1 ? 1 : 0;
    counts.more_late += heard < least - 1 ? 1 : 0;
    if (heard > most || heard < least) {
      std::printf("  at %.0f ms: \"%s\"; %d to %d words had begun\n", played_ms, text.c_str(),
                  least, most);
    }
  }
}

unsigned seed() {
  const char* const given = std::getenv("HOTPIN_TEST_SEED");
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 20'240'501;
}

/// All replies in one voice, cut at random. `paces` are of the parts that give the truth.
Counts cut_all(engine::Tts& tts, const std::vector<int>& paces) {
  std::printf("HOTPIN_TEST_SEED=%u\n", seed());
  std::mt19937 random(seed());
  Counts counts;
  for (const char* const drawn : kReplies) {
    const Reply reply = read(drawn);
    EXPECT_EQ(dialog::normalize(reply.phrase.text), reply.phrase.speech);
    const auto recorder = start(tts, reply.phrase.speech, engine::kUsualWordsPerMinute);
    const Pcm whole = finish(*recorder);
    const Sent sent = send(reply, whole, recorder->words());
    std::vector<Onset> onsets = true_onsets(tts, reply, whole, paces);
    for (Onset& onset : onsets) {
      for (double* place : {&onset.earliest, &onset.latest}) {
        *place = 1000 * (*place - static_cast<double>(sent.voiced.begin)) / kRateHz;
      }
    }
    for (std::size_t i = 0; i < onsets.size(); ++i) {
      for (const engine::WordTime& word : recorder->words()) {
        if (word.text_begin != reply.units[i].last_word) continue;
        const double ms =
            1000.0 * (static_cast<double>(word.begin) - static_cast<double>(sent.voiced.begin)) /
            kRateHz;
        const double off = ms < onsets[i].earliest ? ms - onsets[i].earliest
                                                   : std::max(0.0, ms - onsets[i].latest);
        counts.differences_ms.push_back(off);
        std::printf("T %zu %s %.0f\n", i, reply.units[i].shown.c_str(),
                    double(word.begin) * 1000.0 / 22050);
        if (std::abs(off) > 30)
          std::printf("  %s: %.0f-%.0f told %.0f: %+.0f\n", reply.units[i].shown.c_str(),
                      onsets[i].earliest, onsets[i].latest, ms, off);
      }
    }
    count_cuts(reply, onsets, sent, random, counts);
  }
  std::printf(
      "%s: %d cuts, %d right within %.0f ms (%d of them too near a beginning to tell), %d early, "
      "%d one word late, %d more\n",
      std::string(tts.name()).c_str(), counts.cuts, counts.exact, kToleranceMs, counts.undecided,
      counts.early, counts.one_late, counts.more_late);
  auto& d = counts.differences_ms;
  std::sort(d.begin(), d.end());
  const auto at = [&](double share) {
    return d[static_cast<std::size_t>(share * static_cast<double>(d.size() - 1))];
  };
  std::printf(
      "%zu words told, differences ms: least %.0f 1%% %.0f 5%% %.0f median %.0f 95%% %.0f 99%% "
      "%.0f most %.0f\n",
      d.size(), at(0), at(.01), at(.05), at(.5), at(.95), at(.99), at(1));
  return counts;
}

// The header with what it has in common with these tests.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TtsContract);

TEST(TrueOnset, IsFoundWherePartsAreJoined) {
  engine::Tts& tts = *voices().espeak;
  const Pcm first = finish(*start(tts, "One of the best", 175));
  const Pcm second = finish(*start(tts, "ways to learn.", 175));
  const auto range = audio::voiced_range(first, kRateHz);
  Pcm whole(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(range.end));
  for (const double pause_s : {0.0, 0.2}) {
    Pcm joined = whole;
    joined.insert(joined.end(), static_cast<std::size_t>(pause_s * kRateHz), 0);
    const std::size_t second_begin = audio::voiced_range(second, kRateHz).begin;
    const auto begin = static_cast<double>(joined.size());
    joined.insert(joined.end(), second.begin() + static_cast<std::ptrdiff_t>(second_begin),
                  second.end());
    const Onset onset = find_onset(joined, finish(*start(tts, "One of the best", 160)),
                                   finish(*start(tts, "ways to learn.", 190)), kRateHz);
    EXPECT_LE(onset.earliest, onset.latest);
    EXPECT_NEAR(onset.earliest, begin, 0.025 * kRateHz) << pause_s;
    EXPECT_NEAR(onset.latest, begin, 0.025 * kRateHz) << pause_s;
  }
}

// The words' true beginnings are found by listening, which is off by more than the tolerance now
// and then; and piper says the same differently each time.

TEST(HeardText, OfEspeakIsRightAtEveryCut) {
  const Counts counts = cut_all(*voices().espeak, {165, 175, 185});
  EXPECT_EQ(counts.early, 0);
  EXPECT_GE(counts.exact * 1000, counts.cuts * 990);
}

TEST(HeardText, OfPiperIsHardlyEverEarlyAndAlmostAlwaysRight) {
  const Counts counts = cut_all(*voices().piper, {175});
  EXPECT_LE(counts.early * 1000, counts.cuts * 5);
  EXPECT_LE(counts.more_late * 100, counts.cuts * 5);
}

}  // namespace
}  // namespace hotpin::tests
