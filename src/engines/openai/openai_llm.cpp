#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "base/log.hpp"
#include "engine/context.hpp"
#include "engine/llm.hpp"
#include "engines/openai/chat/chat_call.hpp"
#include "engines/openai/service/answer_json.hpp"
#include "engines/openai/service/models.hpp"
#include "engines/openai/sight.hpp"
#include "engines/openai/warm_connection.hpp"
#include "net/client/fetch.hpp"

namespace hotpin::engines::openai {
namespace {

/// Groq's small and fast model; its list changes, so it is a setting.
constexpr const char* kGroqModel = "llama-3.1-8b-instant";
/// For the first look at the service, at start.
constexpr base::Duration kGreetingLimit = std::chrono::seconds(3);
/// Of what a session waits for a word: another model is to answer before the turn is given up.
base::Duration thinking_limit(const base::Settings& settings) {
  return base::Milliseconds(settings.integer("HOTPIN_LLM_TIMEOUT_S") * 1000 * 3 / 4);
}

/// The `openai` engine: any chat-completions service. Owned by `app`; every call hands over to the
/// HTTP client's thread, where all its state lives.
class OpenAiLlm final : public engine::Llm {
 public:
  OpenAiLlm(std::unique_ptr<net::HttpClient> client, Endpoint endpoint,
            const engine::Context& context)
      : client_(std::move(client)),
        service_{
            .client = *client_,
            .endpoint = endpoint,
            .options = {endpoint.model, context.settings.text("HOTPIN_LLM_EXTRA")},
            .upstream = Upstream(context.shared, endpoint.host()),
            .routes = Routes(endpoint, "/chat/completions", context.shared, endpoint.host()),
            .memory = ChatMemory(context.shared, endpoint.host(),
                                 chat_members({{}, context.settings.text("HOTPIN_LLM_EXTRA")})),
            .first_token_limit = std::min<base::Duration>(
                base::Milliseconds(context.settings.integer("HOTPIN_LLM_FIRST_TOKEN_MS")),
                thinking_limit(context.settings)),
            .stall_limit = std::min<base::Duration>(
                base::Milliseconds(context.settings.integer("HOTPIN_LLM_STALL_MS")),
                thinking_limit(context.settings)),
            .thinking_limit = thinking_limit(context.settings),
            .sampling = engine::sampling_from(context.settings).value()},  // checked when loaded
        sight_(context.settings.text("HOTPIN_LLM_SEES")),
        calls_(*client_),
        warm_(*client_, service_.endpoint, service_.upstream) {}

  ~OpenAiLlm() override { end_calls(calls_, client_); }
  OpenAiLlm(const OpenAiLlm&) = delete;
  OpenAiLlm& operator=(const OpenAiLlm&) = delete;

  std::string_view name() const override { return "openai"; }

  bool sees() const override {
    return sight_ == "auto" ? is_known_to_see(service_.options.model) : sight_ == "true";
  }

  /// Looks whether the service answers and knows the model. That it does not is no reason not to
  /// start: it may come later.
  base::Status warm_up(const std::vector<engine::ChatMessage>& shared_prefix) override {
    service_.shared_prefix = shared_prefix;  // no call is under way yet
    const std::vector<std::string> others = service_.endpoint.other_urls("/models");
    auto answer = look(service_.endpoint.url("/models"));
    for (const std::string& other : others) {
      if (!answer || !is_nowhere(answer->head, answer->body)) break;
      auto there = look(other);
      if (there && !parse_models(there->body).empty()) answer = std::move(there);
    }
    return greet(answer);
  }

  void generate(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) override {
    client_->post([this, request = std::move(request), sink = std::move(sink),
                   stop = std::move(stop)]() mutable {
      begin(std::move(request), std::move(sink), std::move(stop));
    });
  }

  void prepare(engine::LlmRequest) override {
    client_->post([this] { warm_.keep(); });
  }

 private:
  /// Blocks; at start only.
  base::Result<net::WholeResponse> look(const std::string& url) {
    std::promise<base::Result<net::WholeResponse>> answer;
    client_->post([&] {
      net::ClientRequest request = service_.endpoint.get("/models");
      request.url = url;
      net::Fetch::begin(*client_, std::move(request), {.time = kGreetingLimit},
                        [&](auto result) { answer.set_value(std::move(result)); });
    });
    return answer.get_future().get();
  }

  void begin(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) {
    if (stop.stop_requested()) return sink(base::Error{engine::kCancelled, "no longer wanted"});
    if (calls_.is_full()) {
      return sink(base::Error{"overloaded", "too many calls wait for the language service"});
    }
    const Calls::Id id = calls_.next_id();
    const auto call = std::make_shared<ChatCall>(service_, std::move(request), std::move(sink),
                                                 [this, id](ChatCall::Connection left) {
                                                   see_to(left);
                                                   calls_.remove(id);
                                                 });
    calls_.add(id, call);
    call->begin();
    calls_.watch(id, std::move(stop));
  }

  /// The next turn finds one that is open. Posted: a call may end inside the transport's own.
  void see_to(ChatCall::Connection left) {
    if (left == ChatCall::Connection::kept) warm_.was_used();
    if (left == ChatCall::Connection::failed) warm_.was_lost();
    if (left != ChatCall::Connection::broken_off) return;
    warm_.was_lost();
    client_->post([this] { warm_.keep(); });
  }

  base::Status greet(const base::Result<net::WholeResponse>& answer) {
    const std::string at = "the language service at " + service_.endpoint.host();
    if (!answer) {
      base::log(base::LogLevel::warn, at + " does not answer yet: " + answer.error().detail);
    } else if (answer->head.status == 401 || answer->head.status == 403) {
      base::log(base::LogLevel::warn, at + " refuses the API key: " +
                                          service_.endpoint.without_key(reason_in(answer->body)));
    } else {
      return choose_model(parse_models(answer->body), at);
    }
    return need_model(at);
  }

  base::Status choose_model(const std::vector<std::string>& models, const std::string& at) {
    service_.models = joined(models);
    std::string& model = service_.options.model;
    if (model.empty() && models.size() == 1) model = models.front();
    if (model.empty()) return need_model(at);
    if (models.empty()) return base::ok();
    const std::string listed = listed_name(models, model);
    if (listed.empty()) {
      base::log(base::LogLevel::warn,
                at + " does not list the model \"" + model + "\"; it has " + service_.models);
    } else if (const std::string name = name_to_ask(model, listed); name != model) {
      base::log(base::LogLevel::info, at + " has the model \"" + model + "\" as \"" + name + "\"");
      model = name;
    }
    return base::ok();
  }

  base::Status need_model(const std::string& at) const {
    if (!service_.options.model.empty()) return base::ok();
    const std::string choice =
        service_.models.empty() ? std::string() : ", one of " + service_.models;
    return base::Error{"bad_setting", "HOTPIN_LLM_MODEL must name a model of " + at + choice};
  }

  std::unique_ptr<net::HttpClient> client_;
  ChatService service_;
  const std::string sight_;
  // The client's thread's.
  Calls calls_;
  WarmConnection warm_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Llm>> make_openai_llm(const engine::Context& context) {
  auto endpoint = endpoint_from(context.settings, "LLM", kGroqModel);
  if (!endpoint) return endpoint.error();
  if (auto extra = check_extra(context.settings.text("HOTPIN_LLM_EXTRA")); !extra) {
    return extra.error();
  }
  auto client = client_for(context.settings, "llm-http");
  if (!client) return client.error();
  return std::unique_ptr<engine::Llm>(
      std::make_unique<OpenAiLlm>(std::move(*client), std::move(*endpoint), context));
}

}  // namespace hotpin::engines::openai
