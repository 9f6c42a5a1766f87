#pragma once

#include <iosfwd>

#include "client/bench/options.hpp"

namespace hotpin::client::bench {

/// Puts a load on a server and prints what its users had to wait for; writes JSON and a picture if
/// asked to. Faults are one line on `err`. Gives the exit code: 0; 1 when the load could not be put
/// on, or the run is void because the generator itself was late; 2 for wrong use. May raise the
/// process' limit of open files and binds it to a core if asked to.
int run_bench(const Options& options, std::ostream& out, std::ostream& err);

}  // namespace hotpin::client::bench
