#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/models/hub/hub_name.hpp"
#include "base/result.hpp"

namespace hotpin::app {

/// A file of a repository, as the hub's list of files has it.
struct RepoFile {
  std::string path;
  std::optional<std::uint64_t> bytes;
  std::string sha256;  ///< of what Git LFS keeps; empty for a small file, and where none is told
};

/// Reads a page of GET /api/models/OWNER/REPO/tree/REVISION. Names that lead out of the repository
/// are left out. Error "bad_answer" for what is no such list.
base::Result<std::vector<RepoFile>> read_tree(std::string_view json);

/// The paths that `name` means among `files`: one, all parts of a split file in order, or a voice
/// with its .json. Error "bad_model": one line that says what is not there and what is.
base::Result<std::vector<std::string>> choose_files(const HubName& name,
                                                    const std::vector<RepoFile>& files);

/// What a file asks for by its name alone: itself, every part, a voice with its .json.
std::vector<std::string> files_with(const std::string& path);

}  // namespace hotpin::app
