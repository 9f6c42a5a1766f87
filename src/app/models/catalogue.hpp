#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hotpin::app {

/// A model that scripts/setup brings, in HOTPIN_MODELS_DIR.
struct BuiltInModel {
  std::string_view folder;
  std::string_view file;  ///< what the engine takes, under the folder; empty: the folder
  std::string_view role;
  std::string_view engine;
  std::string_view licence;
};
std::span<const BuiltInModel> built_in_models();

/// A model that can be had besides.
struct AvailableModel {
  std::string_view name;
  std::string_view role;
  std::string_view what;  ///< language, character
  std::uint64_t bytes = 0;
  std::string_view licence;
  /// Where `hotpin models add NAME` has it from: a hub's name or an address; empty: a package that
  /// scripts/setup brings.
  std::string_view source = {};
};
std::span<const AvailableModel> available_models();

}  // namespace hotpin::app
