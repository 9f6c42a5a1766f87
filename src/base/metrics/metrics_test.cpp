#include "base/metrics/metrics.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace hotpin::base {
namespace {

using testing::HasSubstr;

TEST(Metrics, AreToldInPrometheusText) {
  Metrics metrics(SharedPage::create().value());
  metrics.counter("turns_total", "Turns.", R"(how="spoken")").add(2);
  metrics.counter("turns_total", "Turns.", R"(how="failed")").add();
  metrics.counter("other_total", "Others.");
  metrics.gauge("sessions", "Open now.").add(3);
  Histogram latency = metrics.histogram("latency_seconds", "Latency.", {0.1, 0.5});
  for (const double seconds : {0.05, 0.1, 0.3, 7.0}) latency.observe(seconds);
  EXPECT_EQ(metrics.text(),
            "# HELP turns_total Turns.\n"
            "# TYPE turns_total counter\n"
            "turns_total{how=\"spoken\"} 2\n"
            "turns_total{how=\"failed\"} 1\n"
            "# HELP other_total Others.\n"
            "# TYPE other_total counter\n"
            "other_total 0\n"
            "# HELP sessions Open now.\n"
            "# TYPE sessions gauge\n"
            "sessions 3\n"
            "# HELP latency_seconds Latency.\n"
            "# TYPE latency_seconds histogram\n"
            "latency_seconds_bucket{le=\"0.1\"} 2\n"
            "latency_seconds_bucket{le=\"0.5\"} 3\n"
            "latency_seconds_bucket{le=\"+Inf\"} 4\n"
            "latency_seconds_sum 7.45\n"
            "latency_seconds_count 4\n");
}

TEST(Metrics, AnyWorkerTellsOfAll) {
  const auto first = SharedPage::create().value();
  const auto second = SharedPage::adopt(dup(first->descriptor()), 1).value();
  Metrics here(first);
  Metrics there(second);
  for (Metrics* metrics : {&here, &there}) {
    metrics->counter("turns_total", "Turns.").add(2);
    metrics->gauge("sessions", "Open now.").add(5);
    metrics->histogram("seconds", "How long.", {1}).observe(0.5);
  }
  EXPECT_EQ(here.text(), there.text());
  EXPECT_THAT(here.text(), HasSubstr("turns_total 4\n"));
  EXPECT_THAT(here.text(), HasSubstr("sessions 10\n"));
  EXPECT_THAT(here.text(), HasSubstr("seconds_count 2\n"));
  first->forget_worker(1);
  EXPECT_THAT(here.text(), HasSubstr("sessions 5\n")) << "a dead worker's share is gone";
  EXPECT_THAT(here.text(), HasSubstr("turns_total 4\n")) << "what it counted is not";
}

TEST(Metrics, WhatIsDeclaredTwiceIsOne) {
  Metrics metrics(SharedPage::create().value());
  metrics.counter("turns_total", "Turns.").add();
  metrics.counter("turns_total", "Turns.").add();
  metrics.histogram("seconds", "How long.", {1, 2}).observe(3);
  metrics.histogram("seconds", "How long.", {1, 2}).observe(1e300 * 1e300);
  EXPECT_THAT(metrics.text(), HasSubstr("TYPE turns_total counter\nturns_total 2\n#"));
  EXPECT_THAT(metrics.text(), HasSubstr("seconds_count 1\n"));
}

}  // namespace
}  // namespace hotpin::base
