#include "load/report/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace hotpin::bench {

double percentile(const std::vector<double>& sorted, double share) {
  // A share like 0.95 is not exact: 0.95 x 20 must give rank 19, not 20.
  const double rank = std::ceil(share * static_cast<double>(sorted.size()) - 1e-9);
  const auto index = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  return sorted[std::min(index, sorted.size() - 1)];
}

Summary summarise(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto missing =
      std::count_if(values.begin(), values.end(), [](double value) { return std::isinf(value); });
  return {.count = values.size(),
          .missing = static_cast<std::size_t>(missing),
          .min = values.front(),
          .p50 = percentile(values, 0.50),
          .p95 = percentile(values, 0.95),
          .p99 = percentile(values, 0.99),
          .max = values.back()};
}

}  // namespace hotpin::bench
