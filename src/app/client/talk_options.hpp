#pragma once

#include "client/talk.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace hotpin::app {

/// `hotpin talk`: its options on `app`, which fill `options`.
void add_talk(CLI::App& app, client::TalkOptions& options);

}  // namespace hotpin::app
