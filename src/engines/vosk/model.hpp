#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engines/vosk/library.hpp"

namespace hotpin::engines::vosk {

struct FreeModel {
  const Library* library;
  void operator()(VoskModel* it) const { library->model_free(it); }
};
struct FreeRecogniser {
  const Library* library;
  void operator()(VoskRecognizer* it) const { library->recognizer_free(it); }
};

/// libvosk's recogniser, for one utterance after another.
struct Recogniser {
  std::unique_ptr<VoskRecognizer, FreeRecogniser> handle;
  std::size_t samples = 0;      ///< heard in all: its word times count from the first
  bool is_in_sentence = false;  ///< its final result has not been fetched
};

/// A Vosk model, loaded once (seconds, half a gigabyte for a small one) and shared by all
/// utterances. Keeps recognisers that are idle: one that has heard speech holds what it expanded of
/// the model's graph and needs a third of a new one's time or less. Thread-safe.
class Model {
 public:
  /// `library` is the path of libvosk.
  static base::Result<std::shared_ptr<Model>> load(const std::string& library,
                                                   const std::string& folder);
  explicit Model(const Library& library) : library_(library) {}

  const Library& library() const { return library_; }
  /// One at the beginning of an utterance; a new one takes 60 ms. Its handle is null when the model
  /// does not allow one.
  Recogniser take();
  /// At once, whatever its state.
  void give_back(Recogniser recogniser);
  /// Takes a while: for the recogniser's own threads.
  void free_what_is_too_many();

 private:
  const Library library_;
  std::unique_ptr<VoskModel, FreeModel> model_{nullptr, FreeModel{&library_}};
  std::mutex mutex_;
  std::vector<Recogniser> idle_;  // the one used last, whose memory is warm, at the back
};

}  // namespace hotpin::engines::vosk
