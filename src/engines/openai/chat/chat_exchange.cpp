#include "engines/openai/chat/chat_exchange.hpp"

#include <utility>

#include "engines/openai/service/routes.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr std::size_t kMaxRefusalBytes = 64 * 1024;
/// For the end of a body behind the end of its reply; then its connection is good for another one.
constexpr base::Duration kGoodbye = std::chrono::seconds(1);

}  // namespace

ChatExchange::ChatExchange(net::HttpClient& client, std::shared_ptr<Owner> owner, int max_tokens,
                           ChatReader::OnText on_text)
    : client_(client), owner_(std::move(owner)), reader_(max_tokens, std::move(on_text)) {}

void ChatExchange::begin(net::ClientRequest request) {
  id_ = client_.begin(std::move(request), shared_from_this());
}

void ChatExchange::give_up() {
  client_.cancel(id_);
  let_go();
}

void ChatExchange::break_off() {
  if (is_under_way_) connection_ = Connection::broken_off;
  give_up();
}

void ChatExchange::leave() {
  // A stream that has more than was asked for is not waited for.
  const bool is_endless = reader_.was_stopped();
  if (is_under_way_) {
    connection_ = is_endless ? Connection::broken_off : Connection::kept;
    client_.post_after(is_endless ? base::Duration{} : kGoodbye,
                       [&client = client_, id = id_] { client.cancel(id); });
  }
  let_go();
}

/// A web page is no answer, whatever its status.
bool ChatExchange::is_success() const {
  return head_.status >= 200 && head_.status < 300 && !is_nowhere(head_, {});
}

void ChatExchange::on_body(std::string_view piece) {
  const auto owner = owner_;  // it may let go meanwhile
  if (!owner) return;
  if (!is_success()) {
    refusal_ += piece.substr(0, kMaxRefusalBytes - refusal_.size());
    return;
  }
  const base::Status read = reader_.push(piece);
  if (!owner_) return;
  if (!read) return owner->on_failed({.error = read.error(), .is_transient = true});
  if (reader_.is_done()) owner->on_answered();
}

void ChatExchange::on_end(base::Status end) {
  const auto owner = owner_;  // it may let go meanwhile
  if (!owner) return;
  is_under_way_ = false;
  if (end) connection_ = Connection::kept;
  if (!end && !has_whole_text()) return owner->on_failed(failure_of(end.error()));
  if (!is_success()) return owner->on_refused();
  const base::Status whole = reader_.finish();
  if (!owner_) return;
  whole ? owner->on_answered() : owner->on_failed({.error = whole.error(), .is_transient = true});
}

}  // namespace hotpin::engines::openai
