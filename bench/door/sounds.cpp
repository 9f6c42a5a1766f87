#include "door/sounds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <numbers>
#include <random>
#include <sstream>

namespace hotpin::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecond = 16'000;

std::int16_t clipped(double sample) {
  return static_cast<std::int16_t>(std::lrint(std::clamp(sample, -32768.0, 32767.0)));
}

/// By a table's row: the values under `names`.
std::vector<std::vector<std::string>> columns(const fs::path& table,
                                              const std::vector<std::string>& names) {
  std::ifstream in(table);
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> values;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) values.push_back(cell);
    if (header.empty()) {
      header = values;
      continue;
    }
    std::vector<std::string> row;
    for (const std::string& name : names) {
      const auto at =
          static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
      row.push_back(at < values.size() ? values[at] : "");
    }
    rows.push_back(row);
  }
  return rows;
}

double mean_of(const Pcm& pcm) {
  double sum = 0;
  for (const std::int16_t sample : pcm) sum += sample;
  return pcm.empty() ? 0 : sum / static_cast<double>(pcm.size());
}

/// A room around a recording, made of its own quietest part, with the recording's own offset and
/// not what that part happens to have.
Pcm in_its_room(const Pcm& pcm) {
  std::mt19937_64 random(1);
  Pcm room = room_of(pcm);
  const double shift = mean_of(pcm) - mean_of(room);
  for (std::int16_t& sample : room) sample = clipped(sample + shift);
  Pcm whole = room_tone(room, kSecond, random);
  whole.insert(whole.end(), pcm.begin(), pcm.end());
  const Pcm behind = room_tone(room, 4 * kSecond, random);
  whole.insert(whole.end(), behind.begin(), behind.end());
  return whole;
}

/// A recording whose own room is too silent to go on: noise of 16 around and under it.
Pcm in_noise(const Pcm& pcm) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> noise(-16, 16);
  Pcm whole(kSecond);
  whole.insert(whole.end(), pcm.begin(), pcm.end());
  whole.resize(whole.size() + 4 * kSecond);
  for (std::int16_t& sample : whole) sample = clipped(sample + noise(random));
  return whole;
}

void add(std::vector<Recording>& recordings, const fs::path& path, Pcm (*around)(const Pcm&)) {
  const Pcm pcm = load(path.string());
  if (pcm.size() > kSecond / 4) recordings.push_back({path.filename().string(), around(pcm)});
}

Pcm made(const std::function<double(std::size_t)>& sample) {
  Pcm pcm;
  for (std::size_t i = 0; i < 6 * kSecond; ++i) pcm.push_back(clipped(sample(i)));
  return pcm;
}

/// A mains hum with its harmonics.
Pcm hum(double hz) {
  return made([hz](std::size_t i) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / kSecond;
    return 3000 * (std::sin(phase) + 0.5 * std::sin(2 * phase) + 0.3 * std::sin(3 * phase));
  });
}

/// 1/f, by Paul Kellet's filter.
Pcm pink() {
  std::mt19937 random(2);
  std::normal_distribution<double> normal(0, 700);
  std::array<double, 3> b{};
  return made([&](std::size_t) {
    const double white = normal(random);
    b[0] = 0.99765 * b[0] + white * 0.0990460;
    b[1] = 0.96300 * b[1] + white * 0.2965164;
    b[2] = 0.57000 * b[2] + white * 1.0526913;
    return b[0] + b[1] + b[2] + white * 0.1848;
  });
}

Pcm white() {
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 3000);
  return made([&](std::size_t) { return normal(random); });
}

}  // namespace

std::vector<Recording> load_recordings(const std::string& folder, std::optional<std::size_t> half) {
  std::map<std::string, std::size_t> speakers;  // numbered as they come
  const auto is_wanted = [&](const std::string& speaker) {
    return !half || speakers.emplace(speaker, speakers.size()).first->second % 2 == *half;
  };
  std::vector<Recording> recordings;
  for (const auto& row :
       columns(fs::path(folder) / "turns/turns.tsv", {"file", "speaker", "language"})) {
    if (row[2] == "en" && is_wanted(row[1]))
      add(recordings, fs::path(folder) / "turns" / row[0], in_its_room);
  }
  for (int i = 1; i <= 6 && is_wanted("spk1"); ++i) {
    add(recordings, fs::path(folder) / ("speech/spk1_snt" + std::to_string(i) + ".wav"), in_noise);
  }
  return recordings;
}

std::vector<Recording> load_noises(const std::string& folder) {
  std::vector<Recording> noises{{"white", white()},
                                {"pink", pink()},
                                {"hum 50 Hz", hum(50)},
                                {"hum 60 Hz", hum(60)},
                                {"silence", Pcm(6 * kSecond)}};
  for (const auto& row : columns(fs::path(folder) / "sounds/sounds.tsv", {"file", "kind"})) {
    const bool is_voice = row[1] == "backchannel" || row[1] == "filler" || row[1] == "babble" ||
                          row[1] == "laugh" || row[1] == "voices";
    if (!is_voice) add(noises, fs::path(folder) / "sounds" / row[0], in_its_room);
  }
  return noises;
}

Pcm with_offset(const Pcm& pcm, double by) {
  Pcm moved;
  for (const std::int16_t sample : pcm) moved.push_back(clipped(sample + by * 32768));
  return moved;
}

Pcm louder(const Pcm& pcm, double db) {
  const double gain = std::pow(10, db / 20);
  Pcm changed;
  for (const std::int16_t sample : pcm) changed.push_back(clipped(sample * gain));
  return changed;
}

}  // namespace hotpin::bench
