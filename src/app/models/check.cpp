#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "app/models/kinds.hpp"
#include "app/registry.hpp"
#include "app/settings_table.hpp"
#include "base/shared_page.hpp"
#include "base/worker_pool.hpp"

namespace hotpin::app {
namespace {

/// What is made only to be tried.
template <typename Engine>
base::Status try_engine(const ModelKind& kind, const engine::Context& context) {
  auto made = make_engine<Engine>(kind.engine_setting, kind.engine, context);
  if (!made) return made.error();
  if constexpr (std::is_same_v<Engine, engine::Llm>) return base::ok();  // loading reads it all
  else return (*made)->warm_up();
}

base::Status try_model(const ModelKind& kind, const std::string& path) {
  const auto settings =
      base::Settings::load(settings_table(), {{std::string(kind.path_setting), path, "models"}});
  if (!settings) return settings.error();
  base::WorkerPool stt_pool({.name = "stt"});
  base::WorkerPool tts_pool({.name = "tts"});
  const auto page = base::SharedPage::create();
  if (!page) return page.error();
  engine::Context context{*settings, stt_pool, tts_pool, **page};
  if (kind.role == "recogniser") {
    const auto vad = make_engine<engine::Vad>("HOTPIN_VAD", "silero", context);
    if (!vad) return vad.error();
    context.vad = vad->get();
    return try_engine<engine::Stt>(kind, context);
  }
  if (kind.role == "voice") {
    const auto phonemizer = make_engine<engine::Phonemizer>("HOTPIN_TTS", "espeak", context);
    if (!phonemizer) return phonemizer.error();
    context.phonemizer = phonemizer->get();
    return try_engine<engine::Tts>(kind, context);
  }
  return try_engine<engine::Llm>(kind, context);
}

/// The child's last words: nothing when all is well. Ends it without looking back.
[[noreturn]] void try_and_tell(const ModelKind& kind, const std::string& path, int pipe) {
  const base::Status status = try_model(kind, path);
  const std::string words = status ? std::string() : status.error().detail;
  const bool told = write(pipe, words.data(), words.size()) >= 0;
  _exit(told && status ? 0 : 1);
}

std::string read_all(int pipe) {
  std::string text;
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = read(pipe, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

base::Status check_model(const ModelKind& kind, const std::filesystem::path& path) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return base::Error{"failed", "no pipe to a child process"};
  const pid_t child = fork();  // from one thread alone: `hotpin models` has no other
  if (child == 0) try_and_tell(kind, path.string(), pipe[1]);
  close(pipe[1]);
  const std::string words = read_all(pipe[0]);
  close(pipe[0]);
  int status = 1;
  if (child > 0) waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return base::ok();
  if (!words.empty()) return base::Error{"bad_model", words};
  return base::Error{"bad_model", path.string() + " is damaged, or no model that " +
                                      std::string(kind.engine) +
                                      " can load: it crashed on it; get it again"};
}

}  // namespace hotpin::app
