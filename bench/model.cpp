// bench_model [FILE.gguf] [--rounds N]: how fast the language model reads and writes on one core,
// with its weights and its cache in other forms, in turns; the first line is what the server does.
#include <ggml.h>
#include <llama.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// A conversation's prompt: the persona and some turns; a question; a reply's first sentences.
constexpr int kBehind = 512;
constexpr int kRead = 32;
constexpr int kWritten = 32;
constexpr std::uint32_t kCells = 2048;

struct Form {
  const char* name;
  std::optional<llama_ftype> weights{};  // none: as the file has them
  bool repacks = true;
  llama_flash_attn_type flash = LLAMA_FLASH_ATTN_TYPE_AUTO;
  ggml_type cache = GGML_TYPE_F16;
};

constexpr Form kForms[] = {
    {"as the server has it"},
    {.name = "weights not repacked", .repacks = false},
    {.name = "no flash attention", .flash = LLAMA_FLASH_ATTN_TYPE_DISABLED},
    {.name = "cache in 8 bits", .cache = GGML_TYPE_Q8_0},
    {.name = "cache in 32 bits", .cache = GGML_TYPE_F32},
    {.name = "weights Q4_0", .weights = LLAMA_FTYPE_MOSTLY_Q4_0},
    {.name = "weights Q8_0", .weights = LLAMA_FTYPE_MOSTLY_Q8_0},
};

struct FreeModel {
  void operator()(llama_model* model) const { llama_model_free(model); }
};
struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};
using Model = std::unique_ptr<llama_model, FreeModel>;
using Context = std::unique_ptr<llama_context, FreeContext>;

struct Pace {
  double read_ms = 0;   // a token
  double write_ms = 0;  // a token
};

[[noreturn]] void fail(const std::string& why) { throw std::runtime_error(why); }

/// The default model's file where the cache has it.
std::string default_model() {
  const char* const home = std::getenv("HOME");
  const fs::path cache = fs::path(home != nullptr ? home : "/root") / ".cache/hotpin";
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(cache, none)) {
    const fs::path file = entry.path() / "q4_k_m.gguf";
    if (fs::exists(file, none)) return file.string();
  }
  fail("no model; give a .gguf file");
}

/// Gone with it, when the program ends by itself.
struct TempFolder {
  fs::path path = fs::temp_directory_path() / ("bench_model." + std::to_string(getpid()));
  TempFolder() { fs::create_directories(path); }
  ~TempFolder() { fs::remove_all(path); }
};

/// Only its speed is looked at: what is quantized twice answers worse than what is quantized once.
std::string requantized(const std::string& file, llama_ftype weights, const fs::path& folder) {
  const std::string made = (folder / (std::to_string(weights) + ".gguf")).string();
  llama_model_quantize_params params = llama_model_quantize_default_params();
  params.ftype = weights;
  params.allow_requantize = true;
  if (llama_model_quantize(file.c_str(), made.c_str(), &params) != 0) fail("cannot write " + made);
  return made;
}

Model load(const std::string& file, bool repacks) {
  llama_model_params params = llama_model_default_params();
  params.use_extra_bufts = repacks;
  Model model(llama_model_load_from_file(file.c_str(), params));
  if (!model) fail("cannot load " + file);
  return model;
}

Context open(llama_model& model, const Form& form) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = kCells;
  params.n_batch = params.n_ubatch = kBehind;
  params.n_threads = params.n_threads_batch = 1;
  params.flash_attn_type = form.flash;
  params.type_k = params.type_v = form.cache;
  params.kv_unified = true;
  return Context(llama_init_from_model(&model, params));
}

double decode_ms(llama_context& context, std::vector<llama_token> tokens) {
  const auto begun = Clock::now();
  const auto count = static_cast<std::int32_t>(tokens.size());
  if (llama_decode(&context, llama_batch_get_one(tokens.data(), count)) != 0) fail("no decoding");
  llama_synchronize(&context);
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

std::vector<llama_token> some_tokens(int count) {
  std::vector<llama_token> tokens;
  for (int at = 0; at < count; ++at) tokens.push_back(1000 + 37 * at % 5000);
  return tokens;
}

Pace measure(llama_context& context) {
  llama_memory_clear(llama_get_memory(&context), true);
  static_cast<void>(decode_ms(context, some_tokens(kBehind)));
  Pace pace{.read_ms = decode_ms(context, some_tokens(kRead)) / kRead};
  for (int written = 0; written < kWritten; ++written) {
    pace.write_ms += decode_ms(context, some_tokens(1)) / kWritten;
  }
  return pace;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Models one after the other, or they would push each other out of memory; each with the server's
/// form beside it, so that the machine's moods are in both.
void compare(const std::string& file, const Form& form, int rounds, const fs::path& folder) {
  const std::string other = form.weights ? requantized(file, *form.weights, folder) : file;
  const Model ours = load(file, true);
  const Model theirs = load(other, form.repacks);
  const Context our_context = open(*ours, kForms[0]);
  const Context their_context = open(*theirs, form);
  if (!our_context || !their_context) {
    std::printf("%-24s this model does not work so\n", form.name);
    return;
  }
  std::vector<double> read, write, read_ratio, write_ratio;
  for (int round = 0; round < rounds; ++round) {
    const Pace our_pace = measure(*our_context);
    const Pace their_pace = measure(*their_context);
    read.push_back(their_pace.read_ms);
    write.push_back(their_pace.write_ms);
    read_ratio.push_back(their_pace.read_ms / our_pace.read_ms);
    write_ratio.push_back(their_pace.write_ms / our_pace.write_ms);
  }
  std::printf("%-24s %8.1f %8.1f %11.2f %8.2f\n", form.name, median(read), median(write),
              median(read_ratio), median(write_ratio));
  std::fflush(stdout);
  if (form.weights) fs::remove(other);
}

void run(int count, char** arguments) {
  std::string file;
  int rounds = 5;
  for (int at = 1; at < count; ++at) {
    const std::string_view argument = arguments[at];
    if (argument == "--rounds" && at + 1 < count) rounds = std::max(1, std::atoi(arguments[++at]));
    else file = argument;
  }
  if (file.empty()) file = default_model();
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  llama_backend_init();
  const TempFolder folder;
  std::printf("%s, one thread, %d tokens behind %d, %d rounds\n", file.c_str(), kRead, kBehind,
              rounds);
  std::printf("%-24s %8s %8s %11s %8s\n", "", "read", "write", "ms a token", "ratios");
  for (const Form& form : kForms) compare(file, form, rounds, folder.path);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    run(count, arguments);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "bench_model: %s\n", fault.what());
    return 1;
  }
}
