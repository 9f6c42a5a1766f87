#include "load/report/json.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <thread>

#include "audio/silence.hpp"
#include "load/report/table.hpp"
#include "load/report/tail_group.hpp"

namespace hotpin::bench {
namespace {

namespace json = boost::json;

json::value number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::round(value * 1000) / 1000;
}

json::object summary(const Summary& s) {
  return {{"count", s.count},     {"missing", s.missing}, {"p50", number(s.p50)},
          {"p95", number(s.p95)}, {"p99", number(s.p99)}, {"min", number(s.min)},
          {"max", number(s.max)}};
}

json::object group(const TailGroup& g) {
  return {{"tail_ms", g.tail_ms},
          {"since_signal_ms", summary(g.since_signal)},
          {"since_speech_ms", summary(g.since_speech)},
          {"until_taken_ms", summary(g.until_taken)},
          {"since_taken_ms", summary(g.since_taken)},
          {"longest_gap_ms", summary(g.longest_gap)},
          {"early", g.early},
          {"ahead", g.ahead},
          {"recogniser_ms", summary(g.recogniser)},
          {"model_first_token_ms", summary(g.model_prompt)},
          {"model_first_phrase_ms", summary(g.model_phrase)},
          {"voice_ms", summary(g.voice)},
          {"engines_ms", summary(g.engines)},
          {"rest_ms", summary(g.rest)},
          {"over_engines", summary(g.over_engines)}};
}

json::object weight(const ProcessTree::Weight& w) {
  return {{"resident_kib", w.resident_kib},
          {"proportional_kib", w.proportional_kib},
          {"descriptors", w.descriptors},
          {"threads", w.threads}};
}

json::object turn(const TurnRecord& t, const std::vector<Utterance>& utterances) {
  json::object figures;
  for (const auto& [name, value] : t.figures) figures[name] = number(value);
  return {{"user", t.user},
          {"number", t.number},
          {"utterance", utterances[t.utterance].name},
          {"tail_ms", t.tail_ms},
          {"since_signal_ms", number(t.since_signal_ms())},
          {"since_speech_ms", number(t.since_speech_ms())},
          {"early", t.is_early},
          {"transcript", t.transcript},
          {"how", t.how},
          {"error", t.error},
          {"ledger", std::move(figures)}};
}

json::object server(const RunResult& run) {
  json::array growth;
  for (const GrowthPoint& point : run.growth) {
    json::object at = weight(point.weight);
    at["sessions"] = point.sessions;
    growth.push_back(std::move(at));
  }
  return {{"cpu_s", number(run.server_cpu_s)},
          {"cpu_s_per_conversation_min", number(run.server_cpu_s / run.conversation_min)},
          {"growth", std::move(growth)},
          {"kib_per_session", number(kib_per_session(run.growth))},
          {"after", weight(run.weight_after)}};
}

}  // namespace

std::string run_as_json(const Options& options, const std::vector<Utterance>& utterances,
                        const RunResult& run) {
  json::array groups;
  for (const TailGroup& g : group_by_tail(run.turns)) groups.push_back(group(g));
  json::array turns;
  for (const TurnRecord& t : run.turns) turns.push_back(turn(t, utterances));
  json::object out{{"label", options.label},
                   {"dialect", options.server == Server::hotpin ? "hotpin" : "pipecat"},
                   {"turn", options.turn_end == TurnEnd::signal ? "eos" : "listen"},
                   {"sessions", options.sessions},
                   {"talking", options.talkers()},
                   {"turns_each", options.turns},
                   {"message_ms", options.message_ms},
                   {"seed", options.seed},
                   {"audible_level", audio::kAudibleLevel},
                   {"void", is_void(run)},
                   {"wall_s", number(run.wall_s)},
                   {"conversation_min", number(run.conversation_min)},
                   {"answers_s", number(run.answers_s)},
                   {"lost", run.lost},
                   {"lateness_ms", summary(summarise(run.lateness_ms))},
                   {"generator_cpu_s", number(run.generator_cpu_s)},
                   {"machine",
                    {{"cores", std::thread::hardware_concurrency()},
                     {"other_cores", number(run.other_cores)},
                     {"stolen_cores", number(run.stolen_cores)}}},
                   {"tails", std::move(groups)},
                   {"turns", std::move(turns)}};
  if (run.has_server) out["server"] = server(run);
  return json::serialize(out) + "\n";
}

}  // namespace hotpin::bench
