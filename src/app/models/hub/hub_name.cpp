#include "app/models/hub/hub_name.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/models/hub/hub_host.hpp"
#include "base/ascii.hpp"
#include "net/url.hpp"

namespace hotpin::app {
namespace {

constexpr std::size_t kMaxName = 1024;
constexpr std::size_t kMaxPart = 96;  // the hub's own limit for an owner's or repository's name

base::Error wrong(std::string_view text, const std::string& why) {
  return {"bad_model", std::string(text.substr(0, kMaxName)) + " " + why +
                           "; the forms are hf:OWNER/REPO:QUANT and hf:OWNER/REPO/FILE.gguf"};
}

bool is_one_of(char c, std::string_view others) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
}

/// An owner, a repository, a quantisation, a revision.
bool is_plain(std::string_view name, std::string_view others) {
  return !name.empty() && name.size() <= kMaxPart && is_one_of(name.front(), "_") &&
         name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_one_of(c, others); });
}

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(mark);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_file_name(std::string_view text) {
  const std::string lower = base::to_lower(text);
  return lower.ends_with(".gguf") || lower.ends_with(".onnx");
}

/// What stands behind the first of these beginnings that it has.
std::optional<std::string_view> behind(std::string_view text,
                                       const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings) {
    if (base::to_lower(text.substr(0, beginning.size())) == beginning) {
      return text.substr(beginning.size());
    }
  }
  return std::nullopt;
}

std::vector<std::string> beginnings(const std::string& endpoint) {
  const std::string host = std::string(kPublicHub).substr(std::string("https://").size());
  std::vector<std::string> all{"hf://", "hf:", base::to_lower(endpoint) + "/"};
  for (const std::string& name : {host, std::string(kShortHub)}) {
    for (const char* scheme : {"https://", "http://", ""}) all.push_back(scheme + name + "/");
  }
  return all;
}

/// Splits what stands behind "OWNER/REPO" off its second name.
void take_ending(std::string_view& name, char mark, std::string& ending) {
  const std::size_t at = name.find(mark);
  if (at == std::string_view::npos) return;
  ending = name.substr(at + 1);
  name = name.substr(0, at);
}

base::Status set_file(HubName& name, std::string file, std::string_view text) {
  if (!is_safe_path(file)) return wrong(text, "names a file that could lie anywhere");
  if (!is_file_name(file)) return wrong(text, "names no .gguf file and no .onnx voice");
  name.file = std::move(file);
  return base::ok();
}

/// A page or an address of the hub: OWNER/REPO/blob/REVISION/FILE.
bool is_address(const std::vector<std::string_view>& parts) {
  return parts.size() > 4 && (parts[2] == "resolve" || parts[2] == "blob" || parts[2] == "raw");
}

/// Without a query, and without slashes at its end.
std::string_view path_of(std::string_view rest) {
  rest = rest.substr(0, rest.find_first_of("?#"));
  while (rest.ends_with('/')) rest.remove_suffix(1);
  return rest;
}

/// Of a URL's path: a repository's page or a file of it, and no file that lies there by itself.
bool is_page(std::string_view rest) {
  rest = path_of(rest);
  const auto parts = split(rest, '/');
  const bool is_repo = parts.size() == 2 && !is_file_name(rest) && !rest.ends_with(".zip");
  return is_repo || is_address(parts);
}

base::Status set_path(HubName& name, const std::vector<std::string_view>& parts,
                      std::string_view text) {
  std::size_t first = 2;
  if (is_address(parts)) {
    name.revision = parts[3];
    first = 4;
  }
  std::string file;
  for (std::size_t i = first; i < parts.size(); ++i) {
    file += (i == first ? "" : "/") + std::string(parts[i]);
  }
  if (first == 4) file = net::percent_decode(file);
  return set_file(name, std::move(file), text);
}

base::Result<HubName> parse(std::string_view rest, std::string_view text) {
  if (text.size() > kMaxName) return wrong("the name", "is too long");
  const auto parts = split(path_of(rest), '/');
  if (parts.size() < 2) return wrong(text, "names no repository");
  HubName name;
  std::string_view repo = parts[1];
  take_ending(repo, ':', name.quant);
  const bool has_colon = repo.size() < parts[1].size();
  const bool has_revision = repo.find('@') != std::string_view::npos;
  if (has_revision) take_ending(repo, '@', name.revision);
  if (!is_plain(parts[0], "-_.") || !is_plain(repo, "-_.")) {
    return wrong(text, "names no repository");
  }
  name.repo = std::string(parts[0]) + "/" + std::string(repo);
  if (has_colon && is_file_name(name.quant)) {
    auto set = set_file(name, std::exchange(name.quant, {}), text);
    if (!set) return set.error();
  }
  if (has_colon && name.file.empty() && !is_plain(name.quant, "-_.")) {
    return wrong(text, "names no quantisation behind the colon");
  }
  if (has_colon && parts.size() > 2) return wrong(text, "has a path behind its quantisation");
  if (parts.size() > 2) {
    if (auto set = set_path(name, parts, text); !set) return set.error();
  }
  if (!is_plain(name.revision, "-_.")) return wrong(text, "names no revision");
  return name;
}

}  // namespace

std::optional<base::Result<HubName>> parse_hub_name(std::string_view text,
                                                    const std::string& endpoint) {
  const auto rest = behind(text, beginnings(endpoint));
  if (!rest || (text.starts_with("http") && !is_page(*rest))) return std::nullopt;
  return parse(*rest, text);
}

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.size() > kMaxName) return false;
  const auto names = split(path, '/');
  const bool all_plain = std::all_of(names.begin(), names.end(), [](std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.size() <= 255;
  });
  return all_plain && std::none_of(path.begin(), path.end(), [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == '\\';
         });
}

}  // namespace hotpin::app
