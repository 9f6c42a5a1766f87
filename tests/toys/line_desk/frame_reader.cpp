#include "frame_reader.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::protocols::line_desk {

namespace json = boost::json;

std::optional<FrameReader::Part> FrameReader::next(std::span<const std::byte>& bytes) {
  if (is_broken_ || bytes.empty()) return std::nullopt;
  if (payload_left_ > 0) {
    const auto piece = bytes.first(std::min(payload_left_, bytes.size()));
    bytes = bytes.subspan(piece.size());
    payload_left_ -= piece.size();
    return Payload{piece};
  }
  const auto end = std::find(bytes.begin(), bytes.end(), std::byte{'\n'});
  const bool is_whole = end != bytes.end();
  const auto text = bytes.first(static_cast<std::size_t>(end - bytes.begin()));
  if (line_.size() + text.size() > kMaxLineBytes) return broken("a line is longer than 4096 bytes");
  line_.append(reinterpret_cast<const char*>(text.data()), text.size());
  bytes = bytes.subspan(text.size() + (is_whole ? 1 : 0));
  if (!is_whole) return std::nullopt;
  return head_of(std::exchange(line_, {}));
}

FrameReader::Part FrameReader::head_of(std::string_view line) {
  boost::system::error_code error;
  json::value value = json::parse({line.data(), line.size()}, error);
  json::object* const fields = error ? nullptr : value.if_object();
  if (fields == nullptr) return broken("a line is not a JSON object");
  if (const json::value* const size = fields->if_contains("bytes")) {
    payload_left_ = size->to_number<std::size_t>(error);
    if (error || payload_left_ > kMaxPayloadBytes)
      return broken("bytes must be a whole number up to 65536");
  }
  return Head{std::move(*fields)};
}

FrameReader::Part FrameReader::broken(const char* why) {
  is_broken_ = true;
  return base::Error{"bad_frame", why};
}

}  // namespace hotpin::protocols::line_desk
