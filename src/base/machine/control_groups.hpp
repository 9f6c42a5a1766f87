#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace hotpin::base {

/// The folders that hold the limits of this process for a controller ("cpu", "memory"), of control
/// groups version 2 and 1: its own group first, then each group above it as far as it can be seen
/// from here, since every one of them limits what is below. Empty where nothing is mounted. `root`
/// stands for "/", so that tests can lay out a machine of their own.
std::vector<std::filesystem::path> control_group_folders(std::string_view controller,
                                                         const std::filesystem::path& root = "/");

}  // namespace hotpin::base
