#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_page.hpp"

namespace hotpin::base {

/// How often something happened, in the whole server. Thread-safe; a pointer, to be copied.
class Counter {
 public:
  explicit Counter(SharedPage::Cell& cell) : cell_(&cell) {}
  void add(std::int64_t count = 1) { cell_->fetch_add(count, std::memory_order_relaxed); }

 private:
  SharedPage::Cell* cell_;
};

/// How many there are now: this process's share of it. Thread-safe.
class Gauge {
 public:
  explicit Gauge(SharedPage::Cell& share) : share_(&share) {}
  void add(std::int64_t count) { share_->fetch_add(count, std::memory_order_relaxed); }
  void set(std::int64_t value) { share_->store(value, std::memory_order_relaxed); }

 private:
  SharedPage::Cell* share_;
};

/// How large something was, each time, in the whole server. Thread-safe.
class Histogram {
 public:
  Histogram(const std::vector<double>& bounds, std::vector<SharedPage::Cell*> buckets,
            SharedPage::Cell& sum)
      : bounds_(&bounds), buckets_(std::move(buckets)), sum_(&sum) {}
  void observe(double value);

 private:
  const std::vector<double>* bounds_;  // ascending; the last bucket is above all of them
  std::vector<SharedPage::Cell*> buckets_;
  SharedPage::Cell* sum_;  // millionths
};

/// The server's figures for Prometheus, on the page that all of its worker processes share: any of
/// them tells the truth about all. What is counted is declared at start, by every worker alike;
/// names and labels together at most 54 bytes. Owned by `app`. Thread-safe.
class Metrics {
 public:
  explicit Metrics(std::shared_ptr<SharedPage> page) : page_(std::move(page)) {}

  /// `label` as it is written, e.g. how="spoken"; several of one name stand together in the text.
  Counter counter(const std::string& name, const std::string& help, const std::string& label = {});
  Gauge gauge(const std::string& name, const std::string& help, const std::string& label = {});
  /// `bounds` rise.
  Histogram histogram(const std::string& name, const std::string& help, std::vector<double> bounds);
  /// A number that the page holds under another name already, as a counter or (`is_share`) gauge.
  void adopt(const std::string& name, const std::string& help, const std::string& label,
             const std::string& cell, bool is_share);

  /// Text exposition format 0.0.4.
  std::string text() const;

 private:
  enum class Kind { counter, gauge, histogram };
  struct Series {
    std::string label;
    std::string cell;
    bool is_share = false;
  };
  struct Family {
    std::string name;
    std::string help;
    Kind kind = Kind::counter;
    std::vector<Series> series;
    std::vector<double> bounds;  // of a histogram
  };

  Family& family(const std::string& name, const std::string& help, Kind kind);
  std::string scalars(const Family& family) const;
  std::string buckets(const Family& family) const;

  std::shared_ptr<SharedPage> page_;
  mutable std::mutex mutex_;
  std::deque<Family> families_;  // in the order they were declared; they stay where they are
};

}  // namespace hotpin::base
