#pragma once

#include "client/bench/options.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace hotpin::app {

/// `hotpin bench`: its options on `app`, which fill `options`; and what it does.
void add_bench(CLI::App& app, client::bench::Options& options);
int run_bench(const client::bench::Options& options);

}  // namespace hotpin::app
