#pragma once

#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/llm_recorder.hpp"
#include "engine/context.hpp"
#include "support/scripted_upstream.hpp"
#include "support/test_settings.hpp"

namespace hotpin::engines::openai {
base::Result<std::unique_ptr<engine::Llm>> make_openai_llm(const engine::Context& context);
}

namespace hotpin::tests {

using Changes = std::vector<std::pair<std::string, std::string>>;

/// No pool is needed: the engine works on its client's thread.
class NoPool final : public base::TaskRunner {
 public:
  bool try_post(base::Task, base::Priority) override { return false; }
};

/// The engine against `url`, with a shared page of its own, or another worker's.
struct Client {
  explicit Client(const std::string& url, Changes changes = {},
                  std::shared_ptr<base::SharedPage> shared = base::SharedPage::create().value())
      : page(std::move(shared)) {
    changes.insert(changes.begin(), {{"HOTPIN_LLM_URL", url},
                                     {"HOTPIN_LLM_MODEL", "toy"},
                                     {"HOTPIN_LLM_API_KEY", "secret-key"},
                                     {"HOTPIN_LLM_FIRST_TOKEN_MS", "400"},
                                     {"HOTPIN_LLM_STALL_MS", "300"}});
    settings = settings_with(changes);
    auto made = engines::openai::make_openai_llm({settings, pool, pool, *page});
    if (!made) {
      refused = made.error().detail;
      return;
    }
    llm = std::move(*made);
    const auto warm = llm->warm_up({});
    refused = warm ? "" : warm.error().detail;
  }
  /// A whole call: its text, or the code of its error behind what came before.
  std::string ask(const std::string& question = "Hi") {
    const auto recorder = std::make_shared<LlmRecorder>();
    engine::LlmRequest request{"c", {{engine::ChatMessage::Role::user, question}}, 20};
    request.has_successor = has_successor;
    llm->generate(std::move(request), recorder->sink(), {});
    EXPECT_TRUE(recorder->wait());
    detail = recorder->error_detail();
    return recorder->error().empty() ? recorder->text()
                                     : recorder->text() + "!" + recorder->error();
  }

  std::shared_ptr<base::SharedPage> page;
  base::Settings settings = settings_with();
  NoPool pool;
  std::unique_ptr<engine::Llm> llm;
  bool has_successor = false;
  std::string refused;
  std::string detail;
};

/// With limits that a busy machine keeps to as well, and `more`.
inline Changes patient(Changes more = {}) {
  more.insert(more.begin(),
              {{"HOTPIN_LLM_FIRST_TOKEN_MS", "60000"}, {"HOTPIN_LLM_STALL_MS", "60000"}});
  return more;
}

inline const std::vector<std::string> kWords{"Hello", " there", "."};

/// The first request gets `first`, every later one a good answer.
inline ScriptedUpstream::Script once(ScriptedUpstream::Script first) {
  const auto count = std::make_shared<std::atomic<int>>(0);
  return [=](UpstreamPeer& peer, const UpstreamRequest& request) {
    if ((*count)++ == 0) return first(peer, request);
    peer.stream(kWords);
  };
}

inline ScriptedUpstream::Script answering(int status, const std::string& body,
                                          const std::string& headers = "") {
  return [=](UpstreamPeer& peer, const UpstreamRequest&) { peer.answer(status, body, headers); };
}

}  // namespace hotpin::tests
