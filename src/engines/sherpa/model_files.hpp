#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::engines::sherpa {

// sherpa-onnx prints and ends the process on a file it cannot read, so files are looked at first.
// Each error is one line that names the file and what is wrong with it.

/// An ONNX model: its outermost fields, one behind the other, end where the file does, and it holds
/// the `names` (of inputs, of its notes) that tell its kind.
base::Status check_onnx(const std::string& path,
                        std::initializer_list<std::string_view> names = {});
/// A model in ONNX Runtime's own format, whose length only the file's size can tell.
base::Status check_ort(const std::string& path, std::size_t least_bytes);
/// A table of "symbol id" lines with at least so many.
base::Status check_tokens(const std::string& path, std::size_t least_lines);

}  // namespace hotpin::engines::sherpa
