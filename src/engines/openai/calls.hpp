#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>

#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// Something under way that can be cancelled; on the client's thread.
class Cancellable {
 public:
  virtual ~Cancellable() = default;
  virtual void cancel() = 0;
};

/// The calls that an engine has under way, kept alive here, each with the stop token that cancels
/// it. Owned by the engine; used on its HTTP client's thread only.
class Calls {
 public:
  /// More are refused.
  static constexpr std::size_t kMostCalls = 1024;
  using Id = std::uint64_t;

  explicit Calls(net::HttpClient& client) : client_(client) {}

  bool is_full() const { return calls_.size() >= kMostCalls; }
  Id next_id() { return ++last_id_; }
  void add(Id id, std::shared_ptr<Cancellable> call) { calls_.emplace(id, std::move(call)); }
  /// From now on a stop request cancels it, if it is still there.
  void watch(Id id, std::stop_token stop);
  void remove(Id id);
  void cancel_all();

 private:
  using OnStop = std::stop_callback<std::function<void()>>;
  void cancel(Id id);

  net::HttpClient& client_;
  std::map<Id, std::shared_ptr<Cancellable>> calls_;
  std::map<Id, std::unique_ptr<OnStop>> stops_;
  Id last_id_ = 0;
};

/// Cancels all and ends the client: what an engine's destructor does, from any thread but the
/// client's, before its members go.
void end_calls(Calls& calls, std::unique_ptr<net::HttpClient>& client);

}  // namespace hotpin::engines::openai
