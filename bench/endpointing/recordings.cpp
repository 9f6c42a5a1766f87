#include "endpointing/recordings.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "audio/resampler.hpp"
#include "audio/wav.hpp"

namespace hotpin::bench {
namespace {

constexpr std::size_t kMs = 16;
constexpr std::size_t kStep = 10 * kMs;
constexpr std::size_t kLead = 200 * kMs;
constexpr std::size_t kTail = 300 * kMs;
constexpr std::size_t kFade = 5 * kMs;
constexpr std::size_t kShortestPause = 200 * kMs;
constexpr std::size_t kLongestPause = 1200 * kMs;
constexpr std::size_t kSilenceBehind = 3500 * kMs;

/// A sentence, or a clause that stands for itself, between two pauses of its reader. Milliseconds;
/// an end of 0 is the recording's.
struct Stretch {
  const char* file;
  std::size_t begin_ms;
  std::size_t end_ms;
  bool is_shared = false;
};
constexpr Stretch kStretches[] = {
    {"beckett.wav", 350, 1180},
    {"beckett.wav", 1890, 2780},
    {"beckett.wav", 3520, 4190},
    {"beckett.wav", 4900, 5570},
    {"beckett.wav", 6660, 7390},
    {"beckett.wav", 8160, 8860},
    {"two_cities.wav", 1220, 4640},
    {"two_cities.wav", 5020, 6300},
    {"two_cities.wav", 6690, 8260},
    {"two_cities.wav", 8830, 10340},
    {"two_cities.wav", 10780, 12860},
    {"two_cities.wav", 13470, 14850},
    {"two_cities.wav", 15140, 16740},
    {"two_cities.wav", 17570, 20540},
    {"two_cities.wav", 21250, 24060},
    {"two_cities.wav", 24640, 26110},
    {"two_cities.wav", 26560, 28350},
    {"two_cities.wav", 29120, 32320},
    {"two_cities.wav", 32770, 41730},
    {"endgame_nagg_nell.wav", 100, 960},
    {"endgame_nagg_nell.wav", 2500, 3330},
    {"endgame_nagg_nell.wav", 4860, 8100},
    {"endgame_nagg_nell.wav", 8740, 11390},
    {"endgame_nagg_nell.wav", 12000, 14050},
    {"endgame_nagg_nell.wav", 14690, 16990},
    {"endgame_nagg_nell.wav", 17630, 18850},
    {"endgame_nagg_nell.wav", 20450, 21920},
    {"endgame_nagg_nell.wav", 22530, 23170},
    {"endgame_nagg_nell.wav", 23780, 27460},
    {"spk1_snt1.wav", 0, 0, true},
    {"spk1_snt2.wav", 0, 0, true},
    {"spk1_snt3.wav", 0, 0, true},
    {"spk1_snt4.wav", 0, 0, true},
    {"spk1_snt5.wav", 0, 0, true},
    {"spk1_snt6.wav", 0, 0, true},
    {"vosk_test.wav", 0, 0, true},
};

std::vector<double> levels_db(std::span<const std::int16_t> pcm) {
  std::vector<double> levels;
  for (std::size_t at = 0; at + 2 * kStep <= pcm.size(); at += kStep) {
    double sum = 1;
    for (const std::int16_t sample : pcm.subspan(at, 2 * kStep))
      sum += static_cast<double>(sample) * sample;
    levels.push_back(10 * std::log10(sum / (2 * kStep)));
  }
  return levels;
}

/// Audible is what stands 6 dB above the room and within 25 dB of the loudest.
double audible_db(const std::vector<double>& levels, const Pcm& room) {
  return std::max(quantile(levels_db(room), 0.5) + 6, quantile(levels, 0.97) - 25);
}

std::size_t end_of_sound(const Pcm& pcm, const Pcm& room) {
  const std::vector<double> levels = levels_db(pcm);
  const double floor = audible_db(levels, room);
  std::size_t end = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] > floor) end = (i + 2) * kStep;
  }
  return end;
}

/// Puts `more` behind `pcm`, the two fading into each other.
void append(Pcm& pcm, std::span<const std::int16_t> more) {
  const std::size_t fade = std::min({kFade, pcm.size(), more.size()});
  const std::size_t from = pcm.size() - fade;
  for (std::size_t i = 0; i < fade; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(fade);
    pcm[from + i] = static_cast<std::int16_t>((1 - share) * pcm[from + i] + share * more[i]);
  }
  pcm.insert(pcm.end(), more.begin() + static_cast<std::ptrdiff_t>(fade), more.end());
}

/// Room tone of exactly `samples` between what is there and what follows, fades apart.
void append_pause(Pcm& pcm, const Pcm& room, std::size_t samples, std::mt19937_64& random) {
  append(pcm, room_tone(room, samples + 2 * kFade, random));
}

Turn joined(const Sentence& sentence, const std::vector<Gap>& gaps, std::mt19937_64& random) {
  Turn turn{.recording = sentence.recording, .pcm = room_tone(sentence.room, kLead, random)};
  std::uniform_int_distribution<std::size_t> length(kShortestPause, kLongestPause);
  const std::span<const std::int16_t> pcm(sentence.pcm);
  std::size_t from = 0;
  for (const Gap& gap : gaps) {
    append(turn.pcm, pcm.subspan(from, gap.begin - from));
    turn.pauses.push_back(length(random));
    append_pause(turn.pcm, sentence.room, turn.pauses.back(), random);
    from = gap.end;
  }
  append(turn.pcm, pcm.subspan(from));
  turn.speech_end = turn.pcm.size() - (pcm.size() - sentence.speech_end);
  append_pause(turn.pcm, sentence.room, kSilenceBehind, random);
  return turn;
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Pcm load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto wav = audio::parse_wav(std::as_bytes(std::span(bytes)));
  if (!wav) {
    std::fprintf(stderr, "left out: %s (%s)\n", path.c_str(), wav.error().detail.c_str());
    return {};
  }
  return audio::resample(wav->samples, wav->rate_hz, 16000);
}

Pcm room_of(const Pcm& pcm) {
  constexpr std::size_t kSteps = 15;
  const std::vector<double> levels = levels_db(pcm);
  std::size_t best = 0;
  double best_level = 1e9;
  for (std::size_t i = 0; i + kSteps < levels.size(); ++i) {
    const double level =
        *std::max_element(levels.begin() + static_cast<std::ptrdiff_t>(i),
                          levels.begin() + static_cast<std::ptrdiff_t>(i + kSteps));
    if (level < best_level) best = i, best_level = level;
  }
  const auto begin = pcm.begin() + static_cast<std::ptrdiff_t>(best * kStep);
  return {begin, begin + static_cast<std::ptrdiff_t>((kSteps + 1) * kStep)};
}

std::vector<Sentence> load_sentences(const std::string& parts, const std::string& shared) {
  std::vector<Sentence> sentences;
  std::string last;
  Pcm whole;
  for (const Stretch& stretch : kStretches) {
    if (last != stretch.file)
      whole = load((stretch.is_shared ? shared : parts) + "/" + stretch.file);
    last = stretch.file;
    if (whole.empty()) continue;
    const std::size_t begin = stretch.begin_ms * kMs;
    const std::size_t end = stretch.end_ms == 0 ? whole.size() : stretch.end_ms * kMs + kTail;
    Sentence sentence{.recording = stretch.file, .room = room_of(whole)};
    sentence.pcm = {whole.begin() + static_cast<std::ptrdiff_t>(begin - std::min(begin, kLead)),
                    whole.begin() + static_cast<std::ptrdiff_t>(std::min(end, whole.size()))};
    sentence.speech_end = end_of_sound(sentence.pcm, sentence.room);
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

void end_speech_at(Sentence& sentence, std::size_t end) {
  constexpr std::size_t kBehind = 150 * kMs;
  sentence.pcm.resize(std::min(sentence.pcm.size(), end));
  sentence.speech_end = end_of_sound(sentence.pcm, sentence.room);
  sentence.pcm.resize(std::min(sentence.pcm.size(), sentence.speech_end + kBehind));
}

std::vector<Gap> weak_places(const Sentence& sentence) {
  constexpr std::size_t kAround = 8;       // steps that are louder
  constexpr std::size_t kLoudWithin = 25;  // steps in which it is louder by kDepthDb
  constexpr double kDepthDb = 12;
  constexpr std::size_t kApart = 10;
  const std::vector<double> levels = levels_db(sentence.pcm);
  const double audible = audible_db(levels, sentence.room);
  const std::size_t last = std::min(levels.size(), sentence.speech_end / kStep);
  const auto at = [&](std::size_t step) {
    return levels.begin() + static_cast<std::ptrdiff_t>(step);
  };
  std::vector<Gap> places;
  std::size_t before = 0;
  for (std::size_t i = kLoudWithin; i + kLoudWithin < last; ++i) {
    if (levels[i] > *std::min_element(at(i - kAround), at(i + kAround + 1))) continue;
    const double left = *std::max_element(at(i - kLoudWithin), at(i));
    const double right = *std::max_element(at(i + 1), at(i + kLoudWithin + 1));
    if (std::min(left, right) - levels[i] < kDepthDb || (before != 0 && i - before < kApart))
      continue;
    Gap gap{i, i};  // what is silent around it gives way to the pause
    while (levels[gap.begin] < audible && gap.begin > 0) --gap.begin;
    while (levels[gap.end] < audible && gap.end + 1 < levels.size()) ++gap.end;
    places.push_back({(gap.begin + 1) * kStep, (gap.end + 1) * kStep});
    before = gap.end;
  }
  return places;
}

Pcm room_tone(std::span<const std::int16_t> room, std::size_t samples, std::mt19937_64& random) {
  Pcm tone;
  std::uniform_int_distribution<std::size_t> anywhere(0, room.size() / 3);
  while (tone.size() < samples) {
    const std::size_t from = anywhere(random);
    Pcm piece(room.begin() + static_cast<std::ptrdiff_t>(from), room.end());
    if (random() % 2 == 0) std::reverse(piece.begin(), piece.end());
    append(tone, piece);
  }
  tone.resize(samples);
  return tone;
}

std::vector<Turn> join(const std::vector<Sentence>& sentences, std::size_t count,
                       std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Turn> turns;
  for (std::size_t i = 0; turns.size() < count; ++i) {
    const Sentence& sentence = sentences[i % sentences.size()];
    const std::size_t pauses = std::min<std::size_t>(1 + random() % 2, sentence.gaps.size());
    std::vector<Gap> gaps;
    std::sample(sentence.gaps.begin(), sentence.gaps.end(), std::back_inserter(gaps), pauses,
                random);
    turns.push_back(joined(sentence, gaps, random));
  }
  return turns;
}

}  // namespace hotpin::bench
