#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "app/models/registered.hpp"
#include "base/settings.hpp"

namespace hotpin::app {

/// A model on this machine.
struct InstalledModel {
  enum class Source { setup, added, setting };
  std::string name;
  std::string role;
  std::string engine;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  std::string licence;
  Source source = Source::setup;
  std::string setting;  ///< that names it, unless it came with scripts/setup
  bool is_there = true;
  bool is_in_use = false;  ///< by a server that would start now
};

/// Those that scripts/setup brought, then what the settings and `hotpin models add` point at.
std::vector<InstalledModel> installed_models(const base::Settings& settings,
                                             const RegisteredModels& registered);

/// The list with what else can be had, for a person or for a program.
void print_models(const std::vector<InstalledModel>& models, std::ostream& out);
void print_models_json(const std::vector<InstalledModel>& models, std::ostream& out);

/// As a person reads it: "41 MB", "1.1 GB".
std::string readable_size(std::uint64_t bytes);

}  // namespace hotpin::app
