#include "net/server/http_exchange.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <span>
#include <string>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "net/server/answer_framing.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Failure = beast::error_code;

constexpr std::size_t kPieceBytes = 4096;
/// Of a next request that comes before this one is answered.
constexpr std::size_t kMostAheadBytes = 16 * 1024;

/// What a request is told that was sent nothing else: codes of RFC 6455, section 7.4.1.
AnswerHead head_of(std::uint16_t code) {
  switch (code) {
    case 1000:
      return {.status = 200};
    case 1008:
      return {.status = 400};
    case 1001:
    case 1012:
    case 1013:
      return {.status = 503, .headers = {{"Retry-After", kRetryAfterS}}};
    default:
      return {.status = 500};
  }
}

/// Kept alive by its pending operations; every member is touched on its I/O thread only.
class OpenExchange final : public Exchange,
                           public Peer,
                           public LiveSocket,
                           public std::enable_shared_from_this<OpenExchange> {
 public:
  OpenExchange(ExchangeStart start, const ExchangeWire& wire,
               std::shared_ptr<base::Executor> executor, std::shared_ptr<ServerState> server,
               std::function<void()> on_over)
      : start_(std::move(start)),
        wire_(wire),
        executor_(std::move(executor)),
        server_(std::move(server)),
        on_over_(std::move(on_over)),
        timer_(wire.stream.get_executor()),
        answer_({.version = wire.parser.get().version(),
                 .is_head = wire.parser.get().method() == http::verb::head,
                 .keeps_alive = wire.parser.keep_alive()}) {
    wire_.parser.body_limit(start_.max_body_bytes);
    wire_.stream.next_layer().expires_never();
    cut_off_when_unacknowledged(wire_.stream.next_layer().socket().native_handle(),
                                server_->options.dead_after);
  }
  ~OpenExchange() override { server_->live.remove(this); }
  OpenExchange(const OpenExchange&) = delete;
  OpenExchange& operator=(const OpenExchange&) = delete;

  void open() override {
    server_->live.add(this);
    if (!body_was_read()) expires_after(start_.body_limit);
    guard([&] { start_.handler->on_open(shared_from_this()); });
    if (wire_.parser.content_length().value_or(0) > start_.max_body_bytes) return oversized();
    if (body_was_read()) guard([&] { hand_on({}, true); });
    else ask_for_body();
    go_on_reading();
  }

  bool is_over() const override { return state_ == State::over; }
  bool went_well() const override { return went_well_; }

  void send_head(AnswerHead head) override {
    if (!is_taken()) return;
    for (const auto& [name, value] : start_.headers) add_field(head.headers, name, value);
    if (!answer_.has_begun()) answer_.begin(std::move(head));
    pump_soon();
  }
  void send_text(std::string data, double audio_ms) override { enqueue(std::move(data), audio_ms); }
  void send_binary(std::string data, double audio_ms) override {
    enqueue(std::move(data), audio_ms);
  }
  double unsent_audio_ms() const override { return answer_.audio_ms(); }
  std::shared_ptr<base::Executor> executor() const override { return executor_; }

  void close(std::uint16_t code, std::string_view reason) override {
    if (!is_taken()) return;
    if (!answer_.has_begun()) {
      send_head(head_of(code));
      if (answer_.bytes() == 0) enqueue(std::string(reason) + "\n", 0);
    }
    answer_.end();
    pump_soon();
  }

  void hold_reading(bool is_held) override {
    is_held_ = is_held;
    // That it waits is not the client's doing.
    if (state_ == State::open && !body_was_read())
      is_held ? expires_never() : expires_after(start_.body_limit);
    go_on_reading();
  }

  /// An answer that has begun must not look whole when it is not.
  void request_close(std::uint16_t code, const std::string& reason) override {
    executor_->post([weak = weak_from_this(), code, reason] {
      const auto self = weak.lock();
      if (self && self->is_taken())
        self->answer_.has_begun() ? self->cut_off() : self->close(code, reason);
    });
  }

 private:
  enum class State { open, cut_off, done, over };

  /// What the handler sends is taken.
  bool is_taken() const { return state_ == State::open && !answer_.has_ended(); }
  bool body_was_read() const { return wire_.parser.is_done(); }

  void expires_after(base::Duration limit) {
    timer_.expires_after(limit);
    timer_.async_wait([weak = weak_from_this()](Failure cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->cut_off();
    });
  }
  void expires_never() { timer_.cancel(); }

  /// RFC 9110, section 10.1.1; who has an answer already need not send it.
  void ask_for_body() {
    const auto& head = wire_.parser.get();
    const bool is_asked_for =
        head.version() >= 11 && beast::iequals(head[http::field::expect], "100-continue");
    if (is_asked_for && is_taken() && !answer_.has_begun()) write("HTTP/1.1 100 Continue\r\n\r\n");
  }

  void enqueue(std::string data, double audio_ms) {
    if (!is_taken() || data.empty()) return;
    if (answer_.bytes() + data.size() > server_->options.max_send_bytes) return cut_off();
    if (!answer_.has_begun()) send_head({});
    answer_.push(std::move(data), audio_ms);
    pump_soon();
  }

  /// What is sent in one step goes out together: an answer that is whole then has its length.
  void pump_soon() {
    if (std::exchange(is_writing_, true)) return;
    executor_->post([self = shared_from_this()] { self->written({}); });
  }

  void written(Failure failure) {
    is_writing_ = false;
    if (state_ >= State::done) return finish();
    if (failure) return cut_off();
    if (state_ == State::open && !base::guarded("io", [this] { pump(); })) cut_off();
  }

  void pump() {
    std::string next = answer_.next(body_was_read());
    if (!next.empty()) return write(std::move(next));
    if (answer_.is_over()) answered();
  }

  void write(std::string text) {
    out_ = std::move(text);
    is_writing_ = true;
    // Nobody is waited for any more but the client.
    if (answer_.has_ended()) expires_after(server_->options.head_timeout);
    asio::async_write(
        wire_.stream, asio::buffer(out_),
        [self = shared_from_this()](Failure failure, std::size_t) { self->written(failure); });
  }

  void answered() {
    went_well_ = answer_.goes_on() && body_was_read();
    done();
    // What the client has sent ahead stays in the buffer.
    if (is_reading_) wire_.stream.next_layer().cancel();
    finish();
  }

  void go_on_reading() {
    if (state_ != State::open || is_reading_) return;
    if (body_was_read()) return watch();
    if (!is_held_) read();
  }

  void read() {
    is_reading_ = true;
    wire_.parser.get().body().data = piece_.data();
    wire_.parser.get().body().size = piece_.size();
    http::async_read_some(wire_.stream, wire_.buffer, wire_.parser,
                          [self = shared_from_this()](Failure failure, std::size_t) {
                            self->is_reading_ = false;
                            self->received(failure);
                          });
  }

  void received(Failure failure) {
    if (state_ >= State::done) return finish();
    if (failure == http::error::body_limit) return oversized();
    if (failure && failure != http::error::need_buffer) return broken(failure);
    if (body_was_read()) expires_never();
    const std::size_t got = piece_.size() - wire_.parser.get().body().size;
    if (got > 0 || body_was_read())
      guard([&] { hand_on(std::span(piece_).first(got), body_was_read()); });
    go_on_reading();
  }

  void broken(Failure failure) {
    const bool is_http =
        failure.category() == http::make_error_code(http::error::bad_chunk).category();
    const bool has_gone =
        failure == http::error::partial_message || failure == http::error::end_of_stream;
    if (!is_http || has_gone || answer_.has_begun()) return cut_off();
    close(1008, "not an HTTP request");
  }

  void hand_on(std::span<const std::byte> piece, bool ends) {
    if (is_taken()) start_.handler->on_binary(piece, ends);
  }

  /// Nothing more is read.
  void oversized() {
    guard([&] {
      if (is_taken()) start_.handler->on_oversized();
    });
    if (!is_taken()) return;
    if (answer_.has_begun()) return cut_off();
    send_head({.status = 413});
    enqueue("request body too long\n", 0);
    answer_.end();
  }

  /// The request is whole; whether the client goes before it has its answer.
  void watch() {
    if (wire_.buffer.size() >= kMostAheadBytes) return;
    is_reading_ = true;
    wire_.stream.async_read_some(wire_.buffer.prepare(kPieceBytes),
                                 [self = shared_from_this()](Failure failure, std::size_t bytes) {
                                   self->is_reading_ = false;
                                   self->wire_.buffer.commit(bytes);
                                   self->watched(failure);
                                 });
  }

  void watched(Failure failure) {
    if (state_ >= State::done) return finish();
    failure ? cut_off() : go_on_reading();
  }

  /// What a handler throws ends its request, since nobody knows how far it came.
  template <typename Call>
  void guard(Call call) {
    if (base::guarded("io", call) || state_ != State::open) return;
    answer_.has_begun() ? cut_off() : close(1011, "the server failed");
  }

  /// Soon: the handler may be in the middle of a call.
  void cut_off() {
    if (state_ != State::open) return;
    state_ = State::cut_off;
    wire_.stream.next_layer().close();
    executor_->post([self = shared_from_this()] {
      self->done();
      self->finish();
    });
  }

  void done() {
    state_ = State::done;
    expires_never();
    server_->live.remove(this);
    base::guarded("io", [this] { start_.handler->on_gone(); });
    start_.handler.reset();
  }

  /// When nothing is pending.
  void finish() {
    if (state_ != State::done || is_reading_ || is_writing_) return;
    state_ = State::over;
    on_over_();
  }

  ExchangeStart start_;
  const ExchangeWire wire_;
  const std::shared_ptr<base::Executor> executor_;
  const std::shared_ptr<ServerState> server_;
  const std::function<void()> on_over_;
  asio::steady_timer timer_;  // for the body, and for the client to take the end of the answer
  AnswerFraming answer_;
  std::string out_;  // what is being written
  std::array<std::byte, kPieceBytes> piece_{};
  State state_ = State::open;
  bool is_held_ = false;  // reading waits
  bool is_reading_ = false;
  bool is_writing_ = false;  // or will soon
  bool went_well_ = false;
};

}  // namespace

std::shared_ptr<Exchange> make_exchange(ExchangeStart start, const ExchangeWire& wire,
                                        std::shared_ptr<base::Executor> executor,
                                        std::shared_ptr<ServerState> server,
                                        std::function<void()> on_over) {
  return std::make_shared<OpenExchange>(std::move(start), wire, std::move(executor),
                                        std::move(server), std::move(on_over));
}

}  // namespace hotpin::net
