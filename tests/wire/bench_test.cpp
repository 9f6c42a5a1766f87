// `hotpin-bench` as its users run it, against a server on scripted engines.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

#include "audio/wav.hpp"
#include "support/temp_folder.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Bench : public testing::Test {
 protected:
  Bench() {
    std::vector<std::int16_t> samples(4000, 0);  // 150 ms of sound, 100 ms of silence
    for (std::size_t i = 0; i < 2400; ++i) {
      samples[i] = static_cast<std::int16_t>(9000 * std::cos(double(i) / 5));
    }
    std::ofstream(file("say.wav"), std::ios::binary) << audio::wav_file(samples, 16000);
  }

  std::string file(const char* name) const { return (folder_.path() / name).string(); }

  Finished bench(const std::string& url, std::vector<std::string> more) const {
    std::vector<std::string> command{HOTPIN_BENCH_PROGRAM, "--url", url, "--pause-s", "0"};
    command.insert(command.end(), more.begin(), more.end());
    command.insert(command.end(), {"--tail-ms", "0,100", file("say.wav")});
    return run_program(command);
  }

  /// Runs it with --json, has it drawn, and gives what was written.
  json::object measured(const std::string& url, std::vector<std::string> more) const {
    more.insert(more.end(), {"--json", file("run.json")});
    const Finished finished = bench(url, std::move(more));
    output = finished.output + drawn();
    std::ifstream stream(file("run.json"));
    return json::parse(std::string(std::istreambuf_iterator<char>(stream), {})).as_object();
  }

  std::string drawn() const {
    return run_program({HOTPIN_TEST_PYTHON, HOTPIN_SOURCE_DIR "/bench/lanes/chart.py",
                        file("run.json"), file("run.svg")})
        .output;
  }

  static std::int64_t whole(const json::value& value) { return value.to_number<std::int64_t>(); }

  TempFolder folder_;
  mutable std::string output;
};

TEST_F(Bench, PlaysEveryTurnAndTellsWhatItSaw) {
  const ServerProcess server(on_fakes("llm_reply=Yes.;tts_audio_ms_per_char=20"));
  const json::object run = measured(
      server.url(), {"--sessions", "6", "--talking", "4", "--turns", "1", "--listening-s", "60",
                     "--stagger-s", "0.3", "--server-pid", std::to_string(server.pid())});
  EXPECT_THAT(output, HasSubstr("6 sessions, 4 of them talk, 1 turns each"));
  ASSERT_EQ(run.at("tails").as_array().size(), 2U) << output;
  for (const json::value& tail : run.at("tails").as_array()) {
    const json::object& latency = tail.at("since_signal_ms").as_object();
    EXPECT_EQ(whole(latency.at("count")), 2);
    EXPECT_EQ(whole(latency.at("missing")), 0) << output;
    EXPECT_EQ(whole(tail.at("engines_ms").at("count")), 2) << "ledgers came";
    const double between = tail.at("since_speech_ms").at("p50").to_number<double>() -
                           latency.at("p50").to_number<double>();
    EXPECT_GE(between, tail.at("tail_ms").to_number<double>());
  }
  const json::array& growth = run.at("server").at("growth").as_array();
  EXPECT_EQ(whole(growth.front().at("sessions")), 0);
  EXPECT_EQ(whole(growth.back().at("sessions")), 6);
  EXPECT_GE(whole(growth.back().at("descriptors")) - whole(growth.front().at("descriptors")), 6);
  EXPECT_EQ(run.at("turns").as_array().size(), 4U);
  EXPECT_THAT(run.at("turns").at(0).at("transcript").as_string().c_str(), HasSubstr("heard"));
  std::ifstream picture(file("run.svg"));
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(picture), {}), HasSubstr("</svg>"));
}

TEST_F(Bench, WhatDoesNotComeInTimeNeverCame) {
  const ServerProcess server(on_fakes("hang=llm"));
  const json::object run = measured(server.url(), {"--turns", "2", "--listening-s", "0.3"});
  for (const json::value& tail : run.at("tails").as_array()) {
    const json::object& latency = tail.at("since_signal_ms").as_object();
    EXPECT_EQ(whole(latency.at("missing")), 1);
    EXPECT_TRUE(latency.at("p50").is_null());
  }
  EXPECT_THAT(output, HasSubstr("never"));
  EXPECT_THAT(output, HasSubstr("0 of 1 answered"));
}

TEST_F(Bench, SaysWhyItCouldNotBegin) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_MAX_SESSIONS", "2"}}));
  const Finished full = bench(server.url(), {"--sessions", "4"});
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.output, HasSubstr("503"));
  const Finished nobody = bench("ws://127.0.0.1:1/ws", {});
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_THAT(nobody.output, HasSubstr("refused"));
  EXPECT_EQ(bench(server.url(), {"--talking", "9"}).exit_code, 2);
  EXPECT_EQ(bench(server.url(), {"--turn", "never"}).exit_code, 2);
}

}  // namespace
}  // namespace hotpin::tests
