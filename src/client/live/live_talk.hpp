#pragma once

#include <iosfwd>
#include <memory>

#include "client/talk.hpp"
#include "client/view.hpp"

namespace hotpin::client {

/// `hotpin talk` without files: microphone and speaker, or the files that stand for them, until the
/// user leaves or the file has been said and answered. Exit codes as run_talk().
int run_live_talk(const TalkOptions& options, View& view, std::ostream& err);

/// `hotpin talk --list-devices`.
int list_devices(std::ostream& out, std::ostream& err);

}  // namespace hotpin::client
