#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::engines::sherpa {

/// A file without a place on any disk, for a library that wants to read one. Gone with the object.
class MemoryFile {
 public:
  static base::Result<MemoryFile> create();
  MemoryFile(MemoryFile&& other) noexcept;
  MemoryFile& operator=(MemoryFile&&) = delete;
  ~MemoryFile();

  base::Status append(std::string_view bytes);
  base::Status append_file(const std::string& path);
  /// For this process, as long as the object is there.
  std::string path() const;

 private:
  explicit MemoryFile(int file) : file_(file) {}

  int file_;
};

}  // namespace hotpin::engines::sherpa
