#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::app {

/// What is wanted of a hub of models, as people write it.
struct HubName {
  std::string repo;               ///< "OWNER/REPO"
  std::string quant;              ///< "Q4_K_M", in any case; empty: none was named
  std::string file;               ///< its path in the repository; empty: to be chosen
  std::string revision = "main";  ///< branch, tag or commit
};

/// hf:OWNER/REPO, hf:OWNER/REPO:QUANT, hf:OWNER/REPO/FILE, the same behind "hf://" or the hub's
/// host, OWNER/REPO@REVISION, and a file's page or address at `endpoint`. Nothing for what is
/// no such name at all; "bad_model" for one that is wrong, in one line.
std::optional<base::Result<HubName>> parse_hub_name(std::string_view text,
                                                    const std::string& endpoint);

/// Whether a path stays in its folder: relative, of plain names, without ".." or a backslash.
bool is_safe_path(std::string_view path);

}  // namespace hotpin::app
