#pragma once

#include <span>
#include <string_view>

namespace hotpin::server {

/// One file of web/, as it lies in the program.
struct File {
  std::string_view path;  ///< as in a URL: "/audio/resampler.js"
  std::string_view bytes;
  std::string_view etag;  ///< with its quotes; changes with the bytes
};

/// All of them; the table is written by cmake/embed.cmake.
std::span<const File> page_files();

}  // namespace hotpin::server
