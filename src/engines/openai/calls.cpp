#include "engines/openai/calls.hpp"

#include <future>
#include <utility>

namespace hotpin::engines::openai {

void Calls::watch(Id id, std::stop_token stop) {
  if (calls_.count(id) == 0) return;  // it has ended already
  // A stop comes on any thread, also inside this very line.
  auto post_cancel = [this, id] { client_.post([this, id] { cancel(id); }); };
  stops_.emplace(id, std::make_unique<OnStop>(std::move(stop), std::move(post_cancel)));
}

void Calls::cancel(Id id) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  const auto call = found->second;
  call->cancel();
}

void Calls::remove(Id id) {
  stops_.erase(id);
  calls_.erase(id);
}

void Calls::cancel_all() {
  stops_.clear();
  for (const auto& [id, call] : std::exchange(calls_, {})) call->cancel();
}

void end_calls(Calls& calls, std::unique_ptr<net::HttpClient>& client) {
  std::promise<void> ended;
  client->post([&] {
    calls.cancel_all();
    ended.set_value();
  });
  ended.get_future().wait();
  client.reset();  // joins the thread, which works on the engine's members
}

}  // namespace hotpin::engines::openai
