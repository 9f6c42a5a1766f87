#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hotpin::engine {

/// A model in several files, as llama.cpp names them: "STEM-00002-of-00003.gguf". All of them lie
/// in one folder, and the first is the one that is named to the engine.
struct SplitFile {
  std::string stem;  ///< with the folder, where the name had one
  int part = 0;      ///< from 1
  int parts = 0;
};

/// Nothing for a file that is whole by its name.
std::optional<SplitFile> split_file(std::string_view name);
/// The name of one of its parts.
std::string part_name(const SplitFile& file, int part);
/// On the disk, all its parts together up to the first that is missing; 0 without the file.
std::uint64_t bytes_of_model(const std::string& file);

}  // namespace hotpin::engine
