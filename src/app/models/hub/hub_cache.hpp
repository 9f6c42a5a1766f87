#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace hotpin::app {

/// The cache that huggingface_hub, transformers and llama.cpp share: HF_HUB_CACHE, else
/// HUGGINGFACE_HUB_CACHE, else hub in HF_HOME, else huggingface/hub in XDG_CACHE_HOME or ~/.cache.
std::filesystem::path hub_cache_folder();
/// HF_HOME, or what stands for it; without the "hub" of the above.
std::filesystem::path hub_home();

/// One repository in it, in the layout of huggingface_hub: models--OWNER--REPO with blobs/VERSION
/// (the bytes), snapshots/COMMIT/PATH (links to them) and refs/REVISION (a commit).
class HubCache {
 public:
  HubCache(const std::filesystem::path& cache, const std::string& repo);

  std::filesystem::path blob(const std::string& version) const;
  std::filesystem::path lock(const std::string& version) const;
  std::filesystem::path file(const std::string& commit, const std::string& path) const;
  /// What the revision was when it was last looked at; empty: never.
  std::string commit_of(const std::string& revision) const;
  /// The paths of what a commit has here.
  std::vector<std::string> files(const std::string& commit) const;

  /// Has `path` of `commit` be the blob. Error "failed": one line.
  base::Status link(const std::string& commit, const std::string& path,
                    const std::filesystem::path& blob) const;
  /// Where that fails, the next look asks the hub again.
  void remember(const std::string& revision, const std::string& commit) const;

 private:
  std::filesystem::path cache_;
  std::string name_;
};

}  // namespace hotpin::app
