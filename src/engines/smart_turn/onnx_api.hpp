#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

/// The few functions of ONNX Runtime's C interface that running a model takes. No package has its
/// header; but the interface is a table of functions to which new ones are only ever added at the
/// end, so that each keeps its number.
namespace hotpin::engines::smart_turn::onnx {

// Opaque, each with a release function of its own.
struct Env;
struct Status;
struct MemoryInfo;
struct Session;
struct Value;
struct SessionOptions;

// What the numbers of its enumerations mean.
inline constexpr int kLogErrors = 3;
inline constexpr int kOptimiseAll = 99;
inline constexpr int kPlainAllocator = 0;
inline constexpr int kDefaultMemory = 0;
inline constexpr int kFloats = 1;

/// A null Status is success. What is created goes to the last argument.
struct Api {
  const char* (*message)(const Status*);
  Status* (*create_env)(int log_level, const char* log_id, Env**);
  Status* (*create_session)(const Env*, const void* file, std::size_t bytes, const SessionOptions*,
                            Session**);
  Status* (*run)(Session*, const void* run_options, const char* const* input_names,
                 const Value* const* inputs, std::size_t input_count,
                 const char* const* output_names, std::size_t output_count, Value** outputs);
  Status* (*create_options)(SessionOptions**);
  Status* (*set_optimisation)(SessionOptions*, int level);
  Status* (*set_threads_in_operators)(SessionOptions*, int);
  Status* (*set_threads_of_operators)(SessionOptions*, int);
  Status* (*create_tensor)(const MemoryInfo*, void* values, std::size_t bytes,
                           const std::int64_t* shape, std::size_t dimensions, int type, Value**);
  Status* (*create_cpu_memory)(int allocator, int memory, MemoryInfo**);
  void (*release_env)(Env*);
  void (*release_status)(Status*);
  void (*release_memory)(MemoryInfo*);
  void (*release_session)(Session*);
  void (*release_value)(Value*);
  void (*release_options)(SessionOptions*);
};

/// Of the library that the program is linked with.
const Api& api();

/// Lets go of what api() created.
struct Release {
  void operator()(Env* env) const { api().release_env(env); }
  void operator()(Status* status) const { api().release_status(status); }
  void operator()(MemoryInfo* memory) const { api().release_memory(memory); }
  void operator()(Session* session) const { api().release_session(session); }
  void operator()(Value* value) const { api().release_value(value); }
  void operator()(SessionOptions* options) const { api().release_options(options); }
};
template <typename T>
using Owned = std::unique_ptr<T, Release>;

}  // namespace hotpin::engines::smart_turn::onnx
