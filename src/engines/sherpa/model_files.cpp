#include "engines/sherpa/model_files.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace hotpin::engines::sherpa {
namespace {

constexpr std::uint64_t kGraphField = 7;  // of onnx.ModelProto

base::Error bad(const std::string& path, const char* what) {
  return {"bad_model",
          "the model file " + path + " " + what + "; run scripts/setup, or correct the setting"};
}

base::Status open_file(const std::string& path, std::ifstream& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return bad(path, "is not there");
  file.open(path, std::ios::binary);
  if (!file) return bad(path, "cannot be read");
  return base::ok();
}

std::optional<std::uint64_t> read_varint(std::istream& file) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const int byte = file.get();
    if (byte < 0) return std::nullopt;
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

/// How many bytes follow the key of a field; nothing when it is none.
std::optional<std::uint64_t> field_bytes(std::istream& file, std::uint64_t wire_type) {
  switch (wire_type) {
    case 0:
      return read_varint(file) ? std::optional<std::uint64_t>(0) : std::nullopt;
    case 1:
      return 8;
    case 2:
      return read_varint(file);
    case 5:
      return 4;
    default:
      return std::nullopt;
  }
}

bool holds_all(std::ifstream& file, std::initializer_list<std::string_view> names) {
  file.clear();
  file.seekg(0);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return std::all_of(names.begin(), names.end(),
                     [&](std::string_view name) { return bytes.find(name) != std::string::npos; });
}

}  // namespace

base::Status check_onnx(const std::string& path, std::initializer_list<std::string_view> names) {
  std::ifstream file;
  if (const auto opened = open_file(path, file); !opened) return opened;
  const std::uint64_t size = std::filesystem::file_size(path);
  bool has_graph = false;
  std::uint64_t at = 0;
  while (at < size) {
    const auto key = read_varint(file);
    const auto bytes = key ? field_bytes(file, *key & 7U) : std::nullopt;
    if (!bytes) return bad(path, "is not an ONNX model, or damaged");
    at = static_cast<std::uint64_t>(file.tellg());
    if (*bytes > size - at) return bad(path, "is cut short");
    at += *bytes;
    file.seekg(static_cast<std::streamoff>(at));
    has_graph = has_graph || *key >> 3U == kGraphField;
  }
  if (!has_graph) return bad(path, "is not an ONNX model");
  if (!holds_all(file, names)) return bad(path, "is another model than the one wanted here");
  return base::ok();
}

base::Status check_ort(const std::string& path, std::size_t least_bytes) {
  std::ifstream file;
  if (const auto opened = open_file(path, file); !opened) return opened;
  std::array<char, 8> head{};
  file.read(head.data(), head.size());
  if (std::string_view(head.data() + 4, 4) != "ORTM")
    return bad(path, "is not an ONNX Runtime model");
  if (std::filesystem::file_size(path) < least_bytes) return bad(path, "is cut short");
  return base::ok();
}

base::Status check_tokens(const std::string& path, std::size_t least_lines) {
  std::ifstream file;
  if (const auto opened = open_file(path, file); !opened) return opened;
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    const std::size_t gap = line.find_last_of(" \t");
    const bool has_id = gap != std::string::npos && gap + 1 < line.size() &&
                        std::all_of(line.begin() + static_cast<std::ptrdiff_t>(gap) + 1, line.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    if (!has_id) return bad(path, "is not a table of tokens");
  }
  if (lines < least_lines) return bad(path, "is cut short");
  return base::ok();
}

}  // namespace hotpin::engines::sherpa
