#include "base/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace hotpin::base {
namespace {

constexpr double kSumUnit = 1e6;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", value);
  return text;
}

std::string bucket_cell(const std::string& name, std::size_t index) {
  return name + "#" + std::to_string(index);
}

std::string sum_cell(const std::string& name) { return name + "#sum"; }

}  // namespace

void Histogram::observe(double value) {
  if (!std::isfinite(value)) return;
  const auto found = std::lower_bound(bounds_->begin(), bounds_->end(), value);
  buckets_[static_cast<std::size_t>(found - bounds_->begin())]->fetch_add(
      1, std::memory_order_relaxed);
  sum_->fetch_add(std::llround(value * kSumUnit), std::memory_order_relaxed);
}

Metrics::Family& Metrics::family(const std::string& name, const std::string& help, Kind kind) {
  const auto same = [&](const Family& it) { return it.name == name; };
  const auto found = std::find_if(families_.begin(), families_.end(), same);
  if (found != families_.end()) return *found;
  return families_.emplace_back(Family{name, help, kind, {}, {}});
}

Counter Metrics::counter(const std::string& name, const std::string& help,
                         const std::string& label) {
  adopt(name, help, label, name + label, false);
  return Counter(page_->cell(name + label));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const std::string& label) {
  adopt(name, help, label, name + label, true);
  return Gauge(page_->share(name + label));
}

void Metrics::adopt(const std::string& name, const std::string& help, const std::string& label,
                    const std::string& cell, bool is_share) {
  const std::lock_guard lock(mutex_);
  Family& all = family(name, help, is_share ? Kind::gauge : Kind::counter);
  const auto same = [&](const Series& it) { return it.label == label; };
  if (std::none_of(all.series.begin(), all.series.end(), same))
    all.series.push_back({label, cell, is_share});
}

Histogram Metrics::histogram(const std::string& name, const std::string& help,
                             std::vector<double> bounds) {
  const std::lock_guard lock(mutex_);
  Family& all = family(name, help, Kind::histogram);
  if (all.bounds.empty()) all.bounds = std::move(bounds);
  std::vector<SharedPage::Cell*> cells;
  for (std::size_t i = 0; i <= all.bounds.size(); ++i)
    cells.push_back(&page_->cell(bucket_cell(name, i)));
  return {all.bounds, std::move(cells), page_->cell(sum_cell(name))};
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const Family& family : families_) {
    const char* kind = family.kind == Kind::histogram ? "histogram"
                       : family.kind == Kind::gauge   ? "gauge"
                                                      : "counter";
    out += "# HELP " + family.name + " " + family.help + "\n";
    out += "# TYPE " + family.name + " " + kind + "\n";
    out += family.kind == Kind::histogram ? buckets(family) : scalars(family);
  }
  return out;
}

std::string Metrics::scalars(const Family& family) const {
  std::string out;
  for (const Series& series : family.series) {
    const std::int64_t value =
        series.is_share ? page_->sum(series.cell) : page_->cell(series.cell).load();
    const std::string label = series.label.empty() ? "" : "{" + series.label + "}";
    out += family.name + label + " " + std::to_string(value) + "\n";
  }
  return out;
}

std::string Metrics::buckets(const Family& family) const {
  std::string out;
  std::int64_t count = 0;
  for (std::size_t i = 0; i <= family.bounds.size(); ++i) {
    count += page_->cell(bucket_cell(family.name, i)).load();
    const std::string bound = i < family.bounds.size() ? number(family.bounds[i]) : "+Inf";
    out += family.name + "_bucket{le=\"" + bound + "\"} " + std::to_string(count) + "\n";
  }
  const auto sum = static_cast<double>(page_->cell(sum_cell(family.name)).load());
  out += family.name + "_sum " + number(sum / kSumUnit) + "\n";
  out += family.name + "_count " + std::to_string(count) + "\n";
  return out;
}

}  // namespace hotpin::base
