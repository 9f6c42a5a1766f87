#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/settings.hpp"
#include "engines/openai/calls.hpp"
#include "engines/openai/endpoint.hpp"
#include "engines/openai/failure.hpp"
#include "engines/openai/service/routes.hpp"
#include "engines/openai/upstream.hpp"
#include "net/client/fetch.hpp"

namespace hotpin::engines::openai {

/// What the calls of an engine share whose answers are wanted whole. Owned by the engine.
struct WholeService {
  net::HttpClient& client;
  Endpoint endpoint;
  Upstream upstream;
  net::FetchLimits limits;  ///< of one answer; the time is for the whole call
  Routes routes;
};

/// How long such a call may take: a little less than a session waits, so that it is a failure of
/// the service and not a call that nobody wants any more.
base::Duration call_limit(const base::Settings& settings);

/// One request, wherever its service is found, and its whole answer, tried once more where that may
/// help and the service's health allows it, and asked in another form where the service objects to
/// this one. Everything runs on the client's thread.
class WholeCall final : public Cancellable, public std::enable_shared_from_this<WholeCall> {
 public:
  /// A 2xx answer, or why there is none; "cancelled" after cancel(). Called once.
  using OnAnswer = std::function<void(base::Result<net::WholeResponse>)>;
  /// After an answer that is not 2xx: another body to ask with at once; nullopt: none would help.
  using Reform = std::function<std::optional<std::string>(const net::WholeResponse&)>;
  /// Of a 2xx answer that is still coming, from its head on: uses what it can of it, and gives how
  /// much longer the answer may take for that. Once it has used something the request is not sent
  /// again.
  using OnProgress = std::function<base::Duration(const net::WholeResponse& so_far)>;
  WholeCall(WholeService& service, net::ClientRequest request, OnAnswer on_answer,
            Reform reform = {}, OnProgress on_progress = {});

  void begin();
  void cancel() override;

 private:
  static constexpr int kMostAttempts = 2;
  static constexpr int kMostForms = 8;

  void attempt();
  void attempt_after(base::Duration wait);
  void send();
  bool may_wait(base::Duration wait) const;
  void progress(const net::WholeResponse& so_far);
  void take(base::Result<net::WholeResponse> response);
  bool asks_again(const net::WholeResponse& refusal);
  void failed(Failure failure);
  void end(base::Result<net::WholeResponse> answer);

  WholeService& service_;
  net::ClientRequest request_;
  OnAnswer on_answer_;
  Reform reform_;
  const OnProgress on_progress_;
  std::shared_ptr<net::Fetch> fetch_;
  base::TimePoint begun_{};
  int attempts_ = 0;
  int forms_ = 1;
  bool is_used_ = false;  // some of the answer
  Routes::Route route_;
};

}  // namespace hotpin::engines::openai
