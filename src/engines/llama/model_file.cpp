#include "engines/llama/model_file.hpp"

#include <gguf.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>

#include "engine/llms/split_file.hpp"

namespace hotpin::engines::llama {
namespace {

struct FreeGguf {
  void operator()(gguf_context* file) const { gguf_free(file); }
};
using Gguf = std::unique_ptr<gguf_context, FreeGguf>;

/// The sentence that completes "PATH …", nothing when all is well.
using Fault = std::optional<std::string>;

std::string text_value(const gguf_context& file, const std::string& key) {
  const std::int64_t id = gguf_find_key(&file, key.c_str());
  if (id < 0 || gguf_get_kv_type(&file, id) != GGUF_TYPE_STRING) return {};
  return gguf_get_val_str(&file, id);
}

bool begins_as_gguf(const std::string& path) {
  std::array<char, 4> magic{};
  std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
  return std::string_view(magic.data(), magic.size()) == "GGUF";
}

/// llama.cpp is told the first file of several, and finds the others beside it.
Fault missing_part(const std::string& path) {
  const auto split = engine::split_file(path);
  if (!split) return {};
  if (split->part != 1) {
    return "is part " + std::to_string(split->part) + " of " + std::to_string(split->parts) +
           "; name the first, " + engine::part_name(*split, 1);
  }
  for (int part = 2; part <= split->parts; ++part) {
    std::error_code error;
    const std::string name = engine::part_name(*split, part);
    if (!std::filesystem::exists(name, error)) return "is not whole: " + name + " is missing";
  }
  return {};
}

Fault truncation(const gguf_context& file, std::uintmax_t size_bytes, bool is_split) {
  const std::int64_t tensors = gguf_get_n_tensors(&file);
  if (tensors == 0 && is_split) return {};  // the first of several may hold words alone
  if (tensors == 0) return "holds no weights";
  std::uintmax_t end = 0;
  for (std::int64_t i = 0; i < tensors; ++i) {
    end = std::max<std::uintmax_t>(
        end, gguf_get_tensor_offset(&file, i) + gguf_get_tensor_size(&file, i));
  }
  const std::uintmax_t wanted = gguf_get_data_offset(&file) + end;
  if (size_bytes >= wanted) return {};
  return "is cut short: it has " + std::to_string(size_bytes) + " bytes of " +
         std::to_string(wanted) + "; get it again";
}

/// Embedding models say how they pool, or that they see what follows a token.
bool is_embedder(const gguf_context& file, const std::string& architecture) {
  const std::int64_t pooling = gguf_find_key(&file, (architecture + ".pooling_type").c_str());
  if (pooling >= 0 && gguf_get_kv_type(&file, pooling) == GGUF_TYPE_UINT32 &&
      gguf_get_val_u32(&file, pooling) != 0) {
    return true;
  }
  const std::int64_t causal = gguf_find_key(&file, (architecture + ".attention.causal").c_str());
  return causal >= 0 && gguf_get_kv_type(&file, causal) == GGUF_TYPE_BOOL &&
         !gguf_get_val_bool(&file, causal);
}

Fault wrong_kind(const gguf_context& file) {
  const std::string architecture = text_value(file, "general.architecture");
  if (architecture.empty()) return "does not say what kind of model it is";
  const std::string type = text_value(file, "general.type");
  if (!type.empty() && type != "model") return "is not a model by itself but a part (" + type + ")";
  if (is_embedder(file, architecture)) return "is an embedding model; it cannot answer";
  if (text_value(file, "tokenizer.chat_template").empty()) {
    return "has no chat template; take the \"instruct\" or \"chat\" version of the model";
  }
  return {};
}

Fault fault_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return "is not there";
  if (!std::ifstream(path, std::ios::binary)) return "cannot be read";
  if (!begins_as_gguf(path)) return "is not a GGUF file";
  if (const Fault fault = missing_part(path)) return fault;
  const std::uintmax_t size_bytes = std::filesystem::file_size(path, error);
  const Gguf file(gguf_init_from_file(path.c_str(), {/*no_alloc=*/true, /*ctx=*/nullptr}));
  if (!file) return "is damaged: its header cannot be read; get it again";
  if (const Fault fault = wrong_kind(*file)) return fault;
  return truncation(*file, size_bytes, engine::split_file(path).has_value());
}

}  // namespace

base::Status check_model_file(const std::string& path) {
  if (const Fault fault = fault_of(path)) {
    return base::Error{"bad_model", "the language model " + path + " " + *fault};
  }
  return base::ok();
}

}  // namespace hotpin::engines::llama
