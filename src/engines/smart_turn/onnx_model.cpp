#include "engines/smart_turn/onnx_model.hpp"

#include <utility>

#include "engines/smart_turn/onnx_api.hpp"

namespace hotpin::engines::smart_turn {
namespace {

/// The first failure of `steps`, which are tried in order.
template <typename... Steps>
base::Status in_order(Steps... steps) {
  onnx::Owned<onnx::Status> failure;
  static_cast<void>(((failure.reset(steps()), failure == nullptr) && ...));
  if (failure == nullptr) return base::ok();
  return base::Error{"bad_model", onnx::api().message(failure.get())};
}

/// Where a function of the interface puts what it creates.
template <typename T>
class Into {
 public:
  explicit Into(onnx::Owned<T>& owner) : owner_(owner) {}
  ~Into() { owner_.reset(made_); }
  Into(const Into&) = delete;
  Into& operator=(const Into&) = delete;
  operator T**() { return &made_; }  // NOLINT(*-explicit-*)

 private:
  onnx::Owned<T>& owner_;
  T* made_ = nullptr;
};

}  // namespace

struct OnnxModel::Loaded {
  onnx::Owned<onnx::Env> env;
  onnx::Owned<onnx::MemoryInfo> memory;
  onnx::Owned<onnx::Session> session;

  onnx::Status* wrap(std::span<float> values, const std::vector<std::int64_t>& shape,
                     onnx::Owned<onnx::Value>& tensor) const {
    return onnx::api().create_tensor(memory.get(), values.data(), values.size_bytes(), shape.data(),
                                     shape.size(), onnx::kFloats, Into(tensor));
  }
};

OnnxModel::OnnxModel(std::unique_ptr<Loaded> loaded, Layout layout)
    : loaded_(std::move(loaded)), layout_(std::move(layout)) {}
OnnxModel::~OnnxModel() = default;

base::Result<std::unique_ptr<OnnxModel>> OnnxModel::load(std::string_view file, Layout layout) {
  const onnx::Api& api = onnx::api();
  auto loaded = std::make_unique<Loaded>();
  onnx::Owned<onnx::SessionOptions> options;
  const base::Status status =
      in_order([&] { return api.create_env(onnx::kLogErrors, "hotpin", Into(loaded->env)); },
               [&] { return api.create_options(Into(options)); },
               [&] { return api.set_threads_in_operators(options.get(), 1); },
               [&] { return api.set_threads_of_operators(options.get(), 1); },
               [&] { return api.set_optimisation(options.get(), onnx::kOptimiseAll); },
               [&] {
                 return api.create_cpu_memory(onnx::kPlainAllocator, onnx::kDefaultMemory,
                                              Into(loaded->memory));
               },
               [&] {
                 return api.create_session(loaded->env.get(), file.data(), file.size(),
                                           options.get(), Into(loaded->session));
               });
  if (!status) return status.error();
  return std::make_unique<OnnxModel>(std::move(loaded), std::move(layout));
}

base::Result<float> OnnxModel::run(std::span<float> values) const {
  float number = 0;
  onnx::Owned<onnx::Value> input;
  onnx::Owned<onnx::Value> output;
  const base::Status status =
      in_order([&] { return loaded_->wrap(values, layout_.shape, input); },
               // A model whose output is larger than that is refused.
               [&] {
                 return loaded_->wrap({&number, 1}, {1, 1}, output);
               },
               [&] {
                 const onnx::Value* in = input.get();
                 onnx::Value* out = output.get();
                 return onnx::api().run(loaded_->session.get(), nullptr, &layout_.input, &in, 1,
                                        &layout_.output, 1, &out);
               });
  if (!status) return status.error();
  return number;
}

}  // namespace hotpin::engines::smart_turn
