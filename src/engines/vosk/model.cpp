#include "engines/vosk/model.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/silenced_stderr.hpp"
#include "engine/context.hpp"
#include "engines/vosk/model_folder.hpp"

namespace hotpin::engines::vosk {
namespace {

constexpr int kErrorsOnly = -1;
/// Each holds 100 to 200 MB with a small model.
constexpr std::size_t kMaxIdle = 8;
/// It counts samples in 32 bits, and what it holds grows: after an hour it is let go.
constexpr std::size_t kMostSamples = std::size_t{3600} * engine::kInputRateHz;

}  // namespace

base::Result<std::shared_ptr<Model>> Model::load(const std::string& library,
                                                 const std::string& folder) {
  if (const auto checked = check_model_folder(folder); !checked) return checked.error();
  const auto functions = Library::load(library);
  if (!functions) return functions.error();
  auto model = std::make_shared<Model>(*functions);
  const base::SilencedStderr silenced;
  functions->set_log_level(kErrorsOnly);
  model->model_.reset(functions->model_new(folder.c_str()));
  // Some faults show only with the first recogniser.
  if (!model->model_ || !model->take().handle) return unusable_model(folder);
  return model;
}

Recogniser Model::take() {
  free_what_is_too_many();
  Recogniser taken{{nullptr, FreeRecogniser{&library_}}};
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      taken = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (taken.handle && taken.samples < kMostSamples) {
    if (std::exchange(taken.is_in_sentence, false)) library_.final_result(taken.handle.get());
    return taken;
  }
  taken.samples = 0;
  taken.is_in_sentence = false;
  taken.handle.reset(
      library_.recognizer_new(model_.get(), static_cast<float>(engine::kInputRateHz)));
  if (taken.handle) library_.recognizer_set_words(taken.handle.get(), 1);  // they cost nothing
  return taken;
}

void Model::give_back(Recogniser recogniser) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(recogniser));
}

void Model::free_what_is_too_many() {
  std::vector<Recogniser> freed;  // behind the lock: it takes a while
  const std::lock_guard lock(mutex_);
  const auto excess =
      idle_.begin() + static_cast<std::ptrdiff_t>(idle_.size() - std::min(idle_.size(), kMaxIdle));
  std::move(idle_.begin(), excess, std::back_inserter(freed));
  idle_.erase(idle_.begin(), excess);
}

}  // namespace hotpin::engines::vosk
