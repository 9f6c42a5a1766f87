#include "base/machine/control_groups.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace hotpin::base {
namespace {

namespace fs = std::filesystem;

/// A hierarchy of groups as it is mounted here.
struct Mount {
  fs::path root;   ///< the group that is seen at the mount point
  fs::path point;  ///< where it is seen
};

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, mark);) parts.push_back(std::move(part));
  return parts;
}

bool contains(const std::string& list, std::string_view word) {
  const auto words = split(list, ',');
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A line of /proc/self/mountinfo, see proc(5): fields of which the fourth and fifth are the root
/// and the mount point, then "-", the kind of file system, its source and its options.
std::optional<Mount> mount_in(const std::string& line, std::string_view controller) {
  const std::vector<std::string> fields = split(line, ' ');
  const auto dash = std::find(fields.begin(), fields.end(), "-");
  if (dash - fields.begin() < 5 || fields.end() - dash < 2) return std::nullopt;
  const std::string& kind = dash[1];
  const bool is_version_2 = kind == "cgroup2" && controller.empty();
  const bool is_version_1 = kind == "cgroup" && !controller.empty() && fields.end() - dash > 3 &&
                            contains(dash[3], controller);
  if (!is_version_2 && !is_version_1) return std::nullopt;
  return Mount{fields[3], fields[4]};
}

std::optional<Mount> find_mount(std::string_view controller, const fs::path& root) {
  std::ifstream file(root / "proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    if (auto mount = mount_in(line, controller)) return mount;
  }
  return std::nullopt;
}

/// The path of this process's group: "0::/path" of version 2 (no controller), "4:cpu,cpuacct:/path"
/// of version 1.
std::string group_path(std::string_view controller, const fs::path& root) {
  std::ifstream file(root / "proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? controllers.empty() : contains(controllers, controller))
      return line.substr(second + 1);
  }
  return {};
}

/// A container that sees the host's path, but only its own part of the tree, has its group at the
/// mount point.
fs::path below_mount(const Mount& mount, const std::string& group) {
  const fs::path relative = fs::path(group).lexically_relative(mount.root);
  const bool is_below = !relative.empty() && *relative.begin() != "..";
  return is_below ? relative.lexically_normal() : fs::path();
}

/// `controller` is empty for version 2, whose one tree holds all controllers.
void add_folders(std::vector<fs::path>& folders, std::string_view controller,
                 const fs::path& root) {
  const auto mount = find_mount(controller, root);
  if (!mount) return;
  const fs::path top = root / mount->point.relative_path();
  fs::path below = below_mount(*mount, group_path(controller, root));
  if (below == ".") below.clear();
  for (; !below.empty(); below = below.parent_path()) folders.push_back(top / below);
  folders.push_back(top);
}

}  // namespace

std::vector<fs::path> control_group_folders(std::string_view controller, const fs::path& root) {
  std::vector<fs::path> folders;
  add_folders(folders, {}, root);
  add_folders(folders, controller, root);
  return folders;
}

}  // namespace hotpin::base
