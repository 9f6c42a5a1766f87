#include "load/report/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>

#include "client/printable.hpp"
#include "client/wire/pcm.hpp"
#include "load/report/tail_group.hpp"

namespace hotpin::bench {
namespace {

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 256> line;
  std::snprintf(line.data(), line.size(), format, values...);
  return line.data();
}

std::string cell(double value, int digits) {
  if (std::isinf(value)) return formatted("%9s", "never");
  return formatted("%9.*f", digits, value);
}

void print_row(const std::string& name, const Summary& summary, std::ostream& out, int digits = 1) {
  if (summary.count == 0) return;
  out << formatted("  %-46s%6zu", name.c_str(), summary.count);
  for (const double value : {summary.p50, summary.p95, summary.p99, summary.min, summary.max}) {
    out << cell(value, digits);
  }
  out << '\n';
}

void print_group(const TailGroup& group, bool by_signal, std::ostream& out) {
  if (by_signal) {
    out << "tail " << group.tail_ms << " ms\n";
    print_row("signal -> first audible", group.since_signal, out);
  }
  print_row("last speech -> first audible", group.since_speech, out);
  if (!by_signal) {
    print_row("last speech -> turn taken", group.until_taken, out);
    print_row("turn taken -> first audible", group.since_taken, out);
  }
  if (group.ledgers > 0) {
    print_row("  recogniser, behind the end", group.recogniser, out);
    print_row("  model: first token", group.model_prompt, out);
    print_row("  model: rest of the first phrase", group.model_phrase, out);
    print_row("  voice: first phrase", group.voice, out);
    print_row("  sum of the engines", group.engines, out);
    print_row("  everything else", group.rest, out, 2);
    print_row("  longest gap inside an answer", group.longest_gap, out);
    print_row("  first audible : sum of the engines", group.over_engines, out, 3);
  }
  out << formatted("  %zu of %zu answered, %zu too early; %zu answers were begun ahead\n",
                   group.since_speech.count - group.since_speech.missing, group.since_speech.count,
                   group.early, group.ahead);
}

void print_head(const Options& options, const std::vector<Utterance>& utterances,
                std::ostream& out) {
  const bool by_signal = options.turn_end == TurnEnd::signal;
  if (!options.label.empty()) out << options.label << '\n';
  out << formatted("%s, %s; %zu sessions, %zu of them talk, %zu turns each, %zu recordings\n",
                   options.server == Server::hotpin ? "hotpin" : "pipecat",
                   by_signal ? "end of speech by signal" : "hands-free", options.sessions,
                   options.talkers(), options.turns, utterances.size());
  out << formatted("%d ms messages, seed %llu; audible is 1 %% of full scale\n", options.message_ms,
                   static_cast<unsigned long long>(options.seed));
  out << formatted("  %-46s%6s%9s%9s%9s%9s%9s\n", "ms", "turns", "p50", "p95", "p99", "min", "max");
}

void print_server(const RunResult& run, std::ostream& out) {
  if (!run.has_server) return;
  out << formatted(
      "server: %.2f CPU s in %.1f s, %.3f CPU s a conversation minute (%.1f minutes)\n",
      run.server_cpu_s, run.wall_s, run.server_cpu_s / run.conversation_min, run.conversation_min);
  out << formatted("  %-20s%14s%14s%14s%10s\n", "sessions", "resident KiB", "shared once",
                   "descriptors", "threads");
  const auto line = [&out](const std::string& name, const ProcessTree::Weight& weight) {
    out << formatted("  %-20s%14zu%14zu%14zu%10zu\n", name.c_str(), weight.resident_kib,
                     weight.proportional_kib, weight.descriptors, weight.threads);
  };
  for (const GrowthPoint& point : run.growth) {
    line(std::to_string(point.sessions), point.weight);
  }
  line("after the run", run.weight_after);
  out << formatted("  %.1f KiB for each connected session\n", kib_per_session(run.growth));
}

void print_recordings(const std::vector<Utterance>& utterances, std::ostream& out) {
  const auto ms = [](const std::vector<std::int16_t>& pcm) {
    return pcm.size() * 1000 / client::kWireRateHz;
  };
  for (const Utterance& utterance : utterances) {
    out << formatted("  %zu ms of speech, goes on quietly for %zu ms, then a loop of %zu ms: ",
                     ms(utterance.speech), ms(utterance.fading), ms(utterance.tone))
        << utterance.name << '\n';
  }
}

void print_turns(const std::vector<Utterance>& utterances, const RunResult& run,
                 std::ostream& out) {
  for (const TurnRecord& turn : run.turns) {
    out << formatted("  %4zu.%-3zu tail %3d ", turn.user, turn.number, turn.tail_ms)
        << cell(turn.since_speech_ms(), 0) << (turn.is_early ? " early " : "       ")
        << utterances[turn.utterance].name << ": " << client::printable(turn.transcript)
        << (turn.error.empty() ? "" : " (" + client::printable(turn.error) + ")") << '\n';
  }
}

}  // namespace

bool is_void(const RunResult& run) { return summarise(run.lateness_ms).p99 > kMaxLatenessP99Ms; }

double kib_per_session(const std::vector<GrowthPoint>& growth) {
  if (growth.size() < 2) return 0;
  const auto count = static_cast<double>(growth.size());
  double mean_x = 0;
  double mean_y = 0;
  for (const GrowthPoint& point : growth) {
    mean_x += static_cast<double>(point.sessions) / count;
    mean_y += static_cast<double>(point.weight.proportional_kib) / count;
  }
  double over = 0;
  double under = 0;
  for (const GrowthPoint& point : growth) {
    const double x = static_cast<double>(point.sessions) - mean_x;
    over += x * (static_cast<double>(point.weight.proportional_kib) - mean_y);
    under += x * x;
  }
  return under > 0 ? over / under : 0;
}

void print_run(const Options& options, const std::vector<Utterance>& utterances,
               const RunResult& run, std::ostream& out) {
  print_head(options, utterances, out);
  for (const TailGroup& group : group_by_tail(run.turns)) {
    print_group(group, options.turn_end == TurnEnd::signal, out);
  }
  if (options.is_verbose) {
    print_recordings(utterances, out);
    print_turns(utterances, run, out);
  }
  print_server(run, out);
  const Summary late = summarise(run.lateness_ms);
  out << formatted(
      "generator: %.2f CPU s, late by p50 %.2f, p99 %.2f, max %.2f ms in %zu messages\n",
      run.generator_cpu_s, late.p50, late.p99, late.max, late.count);
  out << formatted("machine: other programs %.2f cores, taken by the host %.2f; answers %.1f s\n",
                   run.other_cores, run.stolen_cores, run.answers_s);
  if (run.lost > 0) out << run.lost << " connections were lost\n";
  if (is_void(run)) out << "VOID: the generator was late; these are not the server's figures\n";
}

}  // namespace hotpin::bench
