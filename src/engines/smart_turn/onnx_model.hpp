#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::engines::smart_turn {

/// A model that makes one number of one tensor, run by ONNX Runtime on the caller's thread.
/// Thread-safe: calls may run side by side.
class OnnxModel {
 public:
  /// The names of the two tensors, and the shape of the one that goes in.
  struct Layout {
    const char* input;
    const char* output;
    std::vector<std::int64_t> shape;
  };

  /// `file` is the bytes of an .onnx file, which are not wanted any more afterwards. The error is
  /// in ONNX Runtime's words, as that of run().
  static base::Result<std::unique_ptr<OnnxModel>> load(std::string_view file, Layout layout);

  /// `values` fill the shape. They are only read.
  base::Result<float> run(std::span<float> values) const;

  struct Loaded;  ///< what ONNX Runtime holds; load()'s own
  OnnxModel(std::unique_ptr<Loaded> loaded, Layout layout);
  ~OnnxModel();
  OnnxModel(const OnnxModel&) = delete;
  OnnxModel& operator=(const OnnxModel&) = delete;

 private:
  const std::unique_ptr<Loaded> loaded_;
  const Layout layout_;
};

}  // namespace hotpin::engines::smart_turn
