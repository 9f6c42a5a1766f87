#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "endpointing/recordings.hpp"

/// Recordings, and what microphones do to them.
namespace hotpin::bench {

struct Recording {
  std::string name;
  Pcm pcm;  ///< with a second of a room before it and four behind it
};

/// The sentences in `folder`/speech and the turns in `folder`/turns, as far as they are there; of
/// one half of the speakers, or of all. English ones: of what else is spoken, the recogniser makes
/// words that change with any change.
std::vector<Recording> load_recordings(const std::string& folder, std::optional<std::size_t> half);

/// Those in `folder`/sounds that hold no voice, and made ones: noise and hum.
std::vector<Recording> load_noises(const std::string& folder);

/// `by` is of full scale; what is more is clipped.
Pcm with_offset(const Pcm& pcm, double by);
Pcm louder(const Pcm& pcm, double db);

}  // namespace hotpin::bench
