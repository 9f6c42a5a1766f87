#pragma once

#include <cstddef>
#include <vector>

namespace hotpin::bench {

/// What never came counts as infinite: it is in every quantile, never left out.
struct Summary {
  std::size_t count = 0;
  std::size_t missing = 0;  ///< infinite ones among them
  double min = 0;
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
};

/// All zero without values.
Summary summarise(std::vector<double> values);

/// By nearest rank: the smallest value that at least `share` of all do not exceed. `sorted` is not
/// empty; share is in (0, 1].
double percentile(const std::vector<double>& sorted, double share);

}  // namespace hotpin::bench
