#pragma once

#include <string>

#include "base/result.hpp"

namespace hotpin::engines::vosk {

/// Whether `folder` looks like a Vosk model. libvosk ends the process on some faults, prints others
/// and recognises nothing after a few, so what can be seen from outside is looked at first: the
/// files are there, not empty, and begin as their kind does. The error is one line that says what
/// is wrong and where models come from.
base::Status check_model_folder(const std::string& folder);

/// The error for a folder that libvosk itself refused.
base::Error unusable_model(const std::string& folder);

}  // namespace hotpin::engines::vosk
