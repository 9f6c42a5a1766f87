#include "engines/smart_turn/onnx_api.hpp"

extern "C" {
using OrtFunction = void (*)();
struct OrtApiBase {
  const OrtFunction* (*get_api)(std::uint32_t version);
  const char* (*get_version)();
};
const OrtApiBase* OrtGetApiBase() noexcept;
}

namespace hotpin::engines::smart_turn::onnx {
namespace {

/// All that is used here was there from the first, which every later library has too.
constexpr std::uint32_t kVersion = 1;

template <typename Function>
void take(const OrtFunction* table, std::size_t number, Function*& function) {
  function = reinterpret_cast<Function*>(table[number]);
}

Api read(const OrtFunction* table) {
  Api api{};
  take(table, 2, api.message);
  take(table, 3, api.create_env);
  take(table, 8, api.create_session);
  take(table, 9, api.run);
  take(table, 10, api.create_options);
  take(table, 23, api.set_optimisation);
  take(table, 24, api.set_threads_in_operators);
  take(table, 25, api.set_threads_of_operators);
  take(table, 49, api.create_tensor);
  take(table, 69, api.create_cpu_memory);
  take(table, 92, api.release_env);
  take(table, 93, api.release_status);
  take(table, 94, api.release_memory);
  take(table, 95, api.release_session);
  take(table, 96, api.release_value);
  take(table, 100, api.release_options);
  return api;
}

}  // namespace

const Api& api() {
  static const Api functions = read(OrtGetApiBase()->get_api(kVersion));
  return functions;
}

}  // namespace hotpin::engines::smart_turn::onnx
