#include "engine/llms/split_file.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "base/ascii.hpp"

namespace hotpin::engine {
namespace {

constexpr std::string_view kForm = "-00001-of-00002.gguf";

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<SplitFile> split_file(std::string_view name) {
  if (name.size() <= kForm.size()) return std::nullopt;
  const std::string end = base::to_lower(name.substr(name.size() - kForm.size()));
  const std::string_view form = end;
  if (form[0] != '-' || form.substr(6, 4) != "-of-" || form.substr(15) != ".gguf") {
    return std::nullopt;
  }
  const auto part = number(form.substr(1, 5));
  const auto parts = number(form.substr(10, 5));
  if (!part || !parts || *part < 1 || *part > *parts) return std::nullopt;
  return SplitFile{std::string(name.substr(0, name.size() - kForm.size())), *part, *parts};
}

std::string part_name(const SplitFile& file, int part) {
  std::array<char, 32> end{};
  std::snprintf(end.data(), end.size(), "-%05d-of-%05d.gguf", part, file.parts);
  return file.stem + end.data();
}

std::uint64_t bytes_of_model(const std::string& file) {
  const SplitFile split = split_file(file).value_or(SplitFile{.parts = 1});
  std::uint64_t total = 0;
  for (int part = 1; part <= split.parts; ++part) {
    std::error_code missing;
    const std::uintmax_t bytes =
        std::filesystem::file_size(split.stem.empty() ? file : part_name(split, part), missing);
    if (missing) break;
    total += bytes;
  }
  return total;
}

}  // namespace hotpin::engine
