#include "server/endpoint.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"
#include "net/network_of.hpp"
#include "server/access/access.hpp"
#include "server/access/admission.hpp"
#include "server/adapter_link.hpp"
#include "server/drain.hpp"
#include "session/jobs/jobs.hpp"
#include "session/voice_session.hpp"

namespace hotpin::server {
namespace {

using Kind = protocol::CloseReason::Kind;

constexpr const char* kWithdrawn = "the token was withdrawn";

/// Whether it occupies an engine.
bool is_work(const protocol::JobRequest& request) {
  return std::holds_alternative<protocol::Transcribe>(request.what) ||
         std::holds_alternative<protocol::Speak>(request.what) ||
         std::holds_alternative<protocol::Answer>(request.what);
}

bool begins(const protocol::JobRequest& request) {
  return is_work(request) || std::holds_alternative<protocol::KeepPicture>(request.what);
}

class Endpoint final : public net::PeerHandler {
 public:
  explicit Endpoint(EndpointParts parts) : parts_(std::move(parts)) {}

  void on_open(std::shared_ptr<net::Peer> socket) override {
    executor_ = socket->executor();
    link_ = std::make_shared<AdapterLink>(
        std::move(socket), std::move(parts_.adapter),
        AdapterLink::Listener{[this, alive = std::weak_ptr(alive_)](protocol::ClientEvent event) {
                                if (alive.lock()) on_event(std::move(event));
                              },
                              [this, alive = std::weak_ptr(alive_)] {
                                if (alive.lock() && !session_) turn_away();
                              }});
    if (parts_.access->asks_for_key() && !parts_.key) enter_as_guest();
    if (parts_.handshake_limit) wait_for_handshake(*parts_.handshake_limit);
    link_->on_client(
        [](auto& adapter, auto& inbox, auto& outbox) { adapter.on_open(inbox, outbox); });
  }

  void on_text(std::string_view message) override {
    link_->on_client([message](auto& adapter, auto& inbox, auto& outbox) {
      adapter.on_text(message, inbox, outbox);
    });
  }
  void on_oversized() override {
    link_->on_client(
        [](auto& adapter, auto& inbox, auto& outbox) { adapter.on_oversized(inbox, outbox); });
  }
  void on_binary(std::span<const std::byte> piece, bool ends_message) override {
    link_->on_client([piece, ends_message](auto& adapter, auto& inbox, auto& outbox) {
      adapter.on_binary(piece, ends_message, inbox, outbox);
    });
  }

  void on_sign_of_life() override { link_->adapter().on_sign_of_life(); }

  void on_gone() override {
    if (session_) session_->on_gone();
    if (jobs_) jobs_->stop();
    if (link_) link_->leave();
    parts_.place.reset();
  }

 private:
  void wait_for_handshake(base::Duration limit) {
    executor_->post_after(limit, [this, alive = std::weak_ptr(alive_)] {
      if (alive.lock() && !session_ && !has_worked_)
        refuse({Kind::refused, "no handshake within 10 s"});
    });
  }

  void on_event(protocol::ClientEvent event) {
    if (is_refused_) return;
    if (const auto* const hello = std::get_if<protocol::Hello>(&event)) {
      if (!session_) join(*hello);
    } else if (auto* const request = std::get_if<protocol::JobRequest>(&event)) {
      on_job(std::move(*request));
    } else if (const auto* const key = std::get_if<protocol::KeyGiven>(&event)) {
      if (is_guest_) admit(key->token);
    } else if (session_) {
      pass_on(std::move(event));
    }
  }

  void on_job(protocol::JobRequest request) {
    if (is_withdrawn() && !session_) return refuse({Kind::refused, kWithdrawn});
    const bool is_new = begins(request) && !(jobs_ && jobs_->is_running(request.id));
    if (is_new) {
      if (auto fault = fault_of(request)) {
        link_->send(protocol::JobReport{request.id, protocol::JobEnded{std::move(fault)}});
        return;
      }
      if (!jobs_) jobs_ = make_jobs();
    }
    if (!jobs_) return;
    const bool was_idle = jobs_->work().expired();
    jobs_->on_request(std::move(request));
    if (!was_idle || jobs_->work().expired()) return;
    has_worked_ = true;
    parts_.drain->watch(jobs_->work());
  }

  std::shared_ptr<session::Jobs> make_jobs() {
    return std::make_shared<session::Jobs>(parts_.services, link_, executor_, parts_.key,
                                           [link = std::weak_ptr(link_)](bool is_full) {
                                             const auto held = link.lock();
                                             if (held) held->hold_reading(is_full);
                                           });
  }

  /// Why a job cannot begin.
  std::optional<base::Error> fault_of(const protocol::JobRequest& request) {
    if (is_guest_) return base::Error{protocol::kJobRefused, "a key is wanted"};
    if (is_withdrawn()) return base::Error{protocol::kJobRefused, kWithdrawn};
    if (!is_work(request)) return std::nullopt;
    if (parts_.drain->has_begun()) return base::Error{protocol::kJobBusy, Drain::kReason};
    const base::Status entered = enter();
    if (!entered) return base::Error{protocol::kJobBusy, entered.error().detail};
    return std::nullopt;
  }

  /// Takes a place, unless it has one.
  base::Status enter() {
    if (parts_.place) return base::ok();
    auto place = parts_.admission->enter(net::network_of(parts_.address), parts_.key);
    if (!place) return place.error();
    parts_.place = std::move(*place);
    return base::ok();
  }

  void pass_on(protocol::ClientEvent event) {
    if (is_withdrawn() && !std::exchange(is_leaving_, true))
      session_->leave_after_turn({Kind::refused, kWithdrawn});
    session_->on_event(std::move(event));
  }

  void join(const protocol::Hello& hello) {
    if (is_guest_ && !admit(hello.token)) return;
    if (const base::Status entered = enter(); !entered)
      return refuse({Kind::busy, entered.error().detail});
    if (has_named_key())
      base::log(base::LogLevel::info, "key " + parts_.key->name() + " begins a conversation");
    session_ = session::VoiceSession::open(parts_.services, link_, executor_, hello,
                                           {.account = parts_.key, .group = group()});
    parts_.drain->watch(session_, executor_);
  }

  /// Until its handshake brings a key. At the bound the oldest that is silent goes.
  void enter_as_guest() {
    is_guest_ = true;
    const auto give_way = [executor = executor_, alive = std::weak_ptr(alive_), this] {
      executor->post([alive, this] {
        if (!alive.lock() || !is_guest_) return;
        refuse({Kind::busy, "no token yet, and others wait"});
      });
    };
    parts_.place = parts_.admission->enter_as_guest(net::network_of(parts_.address), give_way);
  }

  /// A conversation's place for whoever brings a key; false when it is refused.
  bool admit(const std::string& token) {
    auto key = parts_.access->key_of_handshake(token, parts_.address);
    if (!key) {
      refuse({Kind::refused, key.error().detail});
      return false;
    }
    parts_.key = std::move(*key);
    parts_.place.reset();
    is_guest_ = false;
    const base::Status entered = enter();
    if (!entered) refuse({Kind::busy, entered.error().detail});
    return entered.has_value();
  }

  bool is_withdrawn() const { return parts_.key && parts_.key->is_withdrawn(); }
  bool has_named_key() const { return parts_.key && !parts_.key->name().empty(); }

  /// Whom its work is counted with.
  std::string group() const {
    return has_named_key() ? "key " + parts_.key->name() : net::network_of(parts_.address);
  }

  void refuse(const protocol::CloseReason& reason) {
    if (is_refused_) return;
    turn_away();
    link_->close(reason);
  }

  void turn_away() {
    is_refused_ = true;
    if (jobs_) jobs_->stop();
    parts_.place.reset();
  }

  EndpointParts parts_;
  std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<AdapterLink> link_;
  std::shared_ptr<session::VoiceSession> session_;
  std::shared_ptr<session::Jobs> jobs_;
  bool is_guest_ = false;  // it must bring a key yet
  bool is_refused_ = false;
  bool has_worked_ = false;  // a job of it was begun
  bool is_leaving_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

std::unique_ptr<net::PeerHandler> make_endpoint(EndpointParts parts) {
  return std::make_unique<Endpoint>(std::move(parts));
}

}  // namespace hotpin::server
