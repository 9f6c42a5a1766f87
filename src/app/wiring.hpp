#pragma once

#include <memory>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "base/serial_thread.hpp"
#include "base/shared_page.hpp"
#include "base/worker_pool.hpp"
#include "engine/context.hpp"
#include "engine/phonemizer.hpp"
#include "engine/vad.hpp"
#include "net/http_server.hpp"
#include "session/services.hpp"

namespace hotpin::app {

/// Everything a server runs on, made from the settings in the order of the members and let go in
/// the reverse one, after the last session. Owned by the `serve` command.
class Engines {
 public:
  /// Loads and warms up every engine: seconds. The error is one line for the start.
  static base::Result<std::unique_ptr<Engines>> load(const base::Settings& settings,
                                                     std::shared_ptr<base::SharedPage> shared);

  std::shared_ptr<const session::Services> services() const { return services_; }

 private:
  struct Token {};  // only load() makes one

 public:
  Engines(Token token, const base::Settings& settings, std::shared_ptr<base::SharedPage> shared);
  /// Waits a little for the turns that the store does not have yet.
  ~Engines();
  Engines(const Engines&) = delete;
  Engines& operator=(const Engines&) = delete;

 private:
  base::Status make(const base::Settings& settings);
  base::Status make_keeper(const base::Settings& settings, const session::Options& options);
  base::Status make_llm(const base::Settings& settings, const engine::Context& context);
  base::Status warm_up();

  std::shared_ptr<base::SharedPage> shared_;
  std::unique_ptr<engine::Phonemizer> phonemizer_;
  std::unique_ptr<engine::Vad> vad_;
  std::unique_ptr<engine::Stt> stt_;
  std::unique_ptr<engine::Llm> llm_;
  std::unique_ptr<engine::Tts> tts_;
  std::unique_ptr<store::ContextStore> store_;
  std::shared_ptr<store::TurnKeeper> keeper_;
  std::shared_ptr<session::Services> services_;
  // Last, so that they are joined first: their tasks use the engines and the store.
  base::SerialThread store_thread_;
  base::WorkerPool stt_pool_;
  base::WorkerPool tts_pool_;
};

/// The HTTP side: routes, access rules and limits around `engines`.
std::shared_ptr<net::HttpHandler> make_handler(const base::Settings& settings,
                                               const Engines& engines);
net::ServerOptions server_options(const base::Settings& settings);

}  // namespace hotpin::app
