#pragma once

#include <filesystem>
#include <string>

#include "support/temp_folder.hpp"

namespace hotpin::tests {

/// The embedded voice, of the models' folder, with all that it leaves to chance taken out: it says
/// the same text the same way in every run. A folder for HOTPIN_TTS_MODEL_PATH; gone with this.
class SteadyVoice {
 public:
  explicit SteadyVoice(const std::string& models);

  std::string folder() const { return folder_.path().string(); }
  /// Of the voice that is copied.
  static std::filesystem::path original(const std::string& models);

 private:
  TempFolder folder_;
};

}  // namespace hotpin::tests
