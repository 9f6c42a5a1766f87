#include "engines/vosk/library.hpp"

#include <dlfcn.h>

namespace hotpin::engines::vosk {
namespace {

/// Whether the library has the function `name`; if so it is in `function`.
template <typename Function>
bool find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));  // NOLINT: as POSIX has it
  return function != nullptr;
}

}  // namespace

base::Result<Library> Library::load(const std::string& path) {
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return base::Error{"bad_library",
                       "the Vosk library " + path + " cannot be loaded; run scripts/setup"};
  }
  Library library{};
  const bool is_whole = find(handle, "vosk_set_log_level", library.set_log_level) &&
                        find(handle, "vosk_model_new", library.model_new) &&
                        find(handle, "vosk_model_free", library.model_free) &&
                        find(handle, "vosk_recognizer_new", library.recognizer_new) &&
                        find(handle, "vosk_recognizer_free", library.recognizer_free) &&
                        find(handle, "vosk_recognizer_set_words", library.recognizer_set_words) &&
                        find(handle, "vosk_recognizer_accept_waveform_s", library.accept) &&
                        find(handle, "vosk_recognizer_result", library.result) &&
                        find(handle, "vosk_recognizer_partial_result", library.partial_result) &&
                        find(handle, "vosk_recognizer_final_result", library.final_result);
  if (!is_whole) {
    return base::Error{"bad_library", path + " is not the Vosk library of scripts/setup"};
  }
  return library;
}

}  // namespace hotpin::engines::vosk
