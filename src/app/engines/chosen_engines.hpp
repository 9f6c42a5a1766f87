#pragma once

#include <string>
#include <vector>

#include "base/settings.hpp"

namespace hotpin::app {

/// The engines' names: what the settings say or, on "auto", what the other settings ask for.
struct Chosen {
  std::string stt;
  std::string llm;
  std::string tts;
};
Chosen chosen_engines(const base::Settings& settings);
/// A line for each service whose URL is set but that no engine asks.
std::vector<std::string> unused_services(const base::Settings& settings);

}  // namespace hotpin::app
