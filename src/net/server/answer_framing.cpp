#include "net/server/answer_framing.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>
#include <utility>

namespace hotpin::net {
namespace {

namespace http = boost::beast::http;

constexpr const char* kLastChunk = "0\r\n\r\n";

std::string chunk_of(const std::string& data) {
  std::ostringstream size;
  size << std::hex << data.size();
  return size.str() + "\r\n" + data + "\r\n";
}

}  // namespace

void AnswerFraming::push(std::string data, double audio_ms) {
  if (data.empty()) return;
  queue_.push({std::move(data), OutQueue::Kind::binary, audio_ms});
}

std::string AnswerFraming::next(bool body_was_read) {
  given_bytes_ = 0;
  given_ms_ = 0;
  if (!head_ || is_over_) return {};
  if (!std::exchange(head_is_out_, true)) return first(body_was_read);
  if (request_.is_head) queue_ = {};
  if (!queue_.empty()) return piece();
  if (!has_ended_) return {};
  is_over_ = true;
  return body_ == Body::chunked ? kLastChunk : std::string{};
}

std::string AnswerFraming::first(bool body_was_read) {
  if (has_ended_) body_ = Body::counted;
  else if (request_.is_head) body_ = Body::none;
  else body_ = request_.version >= 11 ? Body::chunked : Body::to_the_end;
  const bool has_end = body_ != Body::to_the_end;
  goes_on_ = request_.keeps_alive && has_end && (body_was_read || !has_ended_);
  std::string text = head_text();
  if (!has_ended_) return text;
  if (request_.is_head) queue_ = {};
  while (!queue_.empty()) text += piece();
  is_over_ = true;
  return text;
}

std::string AnswerFraming::head_text() const {
  http::response<http::empty_body> message{static_cast<http::status>(head_->status),
                                           request_.version};
  message.set(http::field::server, "hotpin");
  message.set(http::field::content_type, head_->content_type);
  for (const auto& [name, value] : head_->headers) message.set(name, value);
  message.keep_alive(goes_on_);
  if (body_ == Body::counted) message.content_length(queue_.bytes());
  if (body_ == Body::chunked) message.chunked(true);
  std::ostringstream text;
  text << message.base();
  return text.str();
}

std::string AnswerFraming::piece() {
  std::string data = queue_.front().data;
  given_bytes_ += data.size();
  given_ms_ += queue_.front().audio_ms;
  queue_.pop();
  return body_ == Body::chunked ? chunk_of(data) : data;
}

}  // namespace hotpin::net
