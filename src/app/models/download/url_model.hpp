#pragma once

#include <filesystem>
#include <string>

#include "app/models/download/web.hpp"
#include "base/result.hpp"

namespace hotpin::app {

/// Whether `text` is an address of http or https.
bool is_web_address(const std::string& text);

/// Brings what lies at an address into a folder of its own under `folder`, unless it is there: a
/// .gguf with all its parts, a Piper voice's .onnx with its .onnx.json, a .zip, which is unpacked.
/// Gives where the model lies. The error is one line.
base::Result<Brought> fetch_from_url(const std::string& url, const std::filesystem::path& folder,
                                     const Web& web);

}  // namespace hotpin::app
