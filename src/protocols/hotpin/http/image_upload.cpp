#include "protocols/hotpin/http/image_upload.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "base/utf8.hpp"
#include "protocol/multipart.hpp"
#include "protocol/session_id.hpp"
#include "protocols/hotpin/http/http_answer.hpp"

namespace hotpin::protocols::hotpin {
namespace {

namespace json = boost::json;
using protocol::Inbox;
using protocol::kMaxImageBytes;
using protocol::Outbox;

/// Of a file's name, in the answer: the devices read no more than 1023 bytes of it.
constexpr std::size_t kMaxShownBytes = 100;
constexpr const char* kRetryAfterS = "5";
constexpr int kMethodNotAllowed = 405;
constexpr protocol::JobId kJob = 1;

HttpAnswer answer(int status, const json::object& body) {
  return json_answer(status, json::serialize(body) + "\n");
}

HttpAnswer refusal(int status, const std::string& message) {
  return answer(status, {{"status", "error"}, {"message", message}});
}

HttpAnswer come_back(const std::string& message) {
  HttpAnswer busy = refusal(503, message);
  busy.head.headers.emplace_back("Retry-After", kRetryAfterS);
  return busy;
}

HttpAnswer too_large() {
  return refusal(413, "the picture is larger than " + std::to_string(kMaxImageBytes) + " bytes");
}

HttpAnswer no_form() {
  return refusal(415, "a multipart/form-data body with the fields session and file is wanted");
}

/// What a request brings, before it is believed.
struct Upload {
  std::string session_id;
  std::string file_name;
  std::string_view bytes;  // a view into the request's body
};

/// The one field of this name; nothing when there are more, too.
const protocol::FormPart* only_field(const std::vector<protocol::FormPart>& form,
                                     std::string_view name) {
  const protocol::FormPart* found = nullptr;
  for (const protocol::FormPart& part : form) {
    if (part.name != name) continue;
    if (found != nullptr) return nullptr;
    found = &part;
  }
  return found;
}

base::Result<Upload> upload_in(std::string_view body, const std::string& boundary) {
  const auto form = protocol::parse_form(body, boundary);
  if (!form) return form.error();
  const protocol::FormPart* const session = only_field(*form, "session");
  const protocol::FormPart* const file = only_field(*form, "file");
  if (session == nullptr || file == nullptr) {
    return base::Error{"bad_form", "the form must have one field session and one field file"};
  }
  if (auto checked = protocol::check_session_id(session->content); !checked) return checked.error();
  return Upload{std::string(session->content), file->file_name.value_or(""), file->content};
}

/// Nobody's path: it is shown and nothing else.
std::string shown(const std::string& file_name) {
  const std::string_view cut = std::string_view(file_name).substr(0, kMaxShownBytes);
  return base::to_valid_utf8(cut.substr(0, base::whole_characters(cut)));
}

/// In the prototype's shape; its `saved_path` is empty since nothing is written to one.
HttpAnswer success(const Upload& upload, const protocol::ImageHeader& header) {
  return answer(200, {{"status", "success"},
                      {"message", "The picture goes with the next words of this session."},
                      {"session", upload.session_id},
                      {"filename", shown(upload.file_name)},
                      {"size_bytes", upload.bytes.size()},
                      {"saved_path", ""},
                      {"context_ready", true},
                      {"content_type", header.media_type},
                      {"width", header.width},
                      {"height", header.height}});
}

std::optional<HttpAnswer> fault_of(const Upload& upload,
                                   const base::Result<protocol::ImageHeader>& header) {
  if (upload.bytes.empty()) return refusal(400, "the picture is empty");
  if (upload.bytes.size() > kMaxImageBytes) return too_large();
  if (header) return std::nullopt;
  const bool is_unknown = header.error().code == protocol::kUnknownImage;
  return refusal(is_unknown ? 415 : 400, header.error().detail);
}

/// Only `part` of `whole`, in its place.
std::string cut_out(std::string whole, std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - whole.data());
  whole.resize(begin + part.size());
  whole.erase(0, begin);
  return whole;
}

/// By the head; 0 where it does not tell.
std::size_t announced_bytes(std::string_view content_length) {
  std::size_t bytes = 0;
  const auto read =
      std::from_chars(content_length.data(), content_length.data() + content_length.size(), bytes);
  const bool is_too_long = read.ec == std::errc::result_out_of_range;
  return is_too_long ? std::numeric_limits<std::size_t>::max() : bytes;
}

/// Null when all places are taken.
std::shared_ptr<void> place_among(const std::shared_ptr<UploadCount>& uploads) {
  const std::shared_ptr<void> place(uploads.get(), [uploads](void*) { uploads->fetch_sub(1); });
  return uploads->fetch_add(1) < kMaxUploads ? place : nullptr;
}

class ImageUpload final : public protocol::Adapter {
 public:
  ImageUpload(const protocol::ConnectionInfo& connection, std::shared_ptr<UploadCount> uploads)
      : boundary_(protocol::form_boundary(connection.header("content-type"))),
        announced_(announced_bytes(connection.header("content-length"))),
        uploads_(std::move(uploads)) {}

  /// What cannot become a picture is refused before its body is read.
  void on_open(Inbox& /*inbox*/, Outbox& outbox) override {
    if (!boundary_) return end(no_form(), outbox);
    place_ = place_among(uploads_);
    if (!place_) return end(come_back("too many pictures are on their way"), outbox);
    if (announced_ > kMaxUploadBytes) return end(too_large(), outbox);
    body_.reserve(announced_);
    is_reading_ = true;
  }

  void on_text(std::string_view /*message*/, Inbox& /*inbox*/, Outbox& /*outbox*/) override {}

  void on_oversized(Inbox& /*inbox*/, Outbox& outbox) override {
    if (is_reading_) end(too_large(), outbox);
  }

  void on_binary(std::span<const std::byte> piece, bool ends_message, Inbox& inbox,
                 Outbox& outbox) override {
    if (!is_reading_) return;
    if (body_.size() + piece.size() > kMaxUploadBytes) return end(too_large(), outbox);
    body_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    if (ends_message) take(inbox, outbox);
  }

  void on_event(const protocol::ServerEvent& event, Inbox& /*inbox*/, Outbox& outbox) override {
    const auto* const report = std::get_if<protocol::JobReport>(&event);
    const auto* const ended =
        report != nullptr ? std::get_if<protocol::JobEnded>(&report->what) : nullptr;
    if (ended == nullptr || !when_kept_) return;
    end(ended->failure ? come_back("pictures cannot be kept now") : std::move(*when_kept_), outbox);
  }

  void on_leave() override { let_go(); }

 private:
  /// The body is whole.
  void take(Inbox& inbox, Outbox& outbox) {
    auto upload = upload_in(body_, *boundary_);
    if (!upload) return end(refusal(400, upload.error().detail), outbox);
    const auto header = protocol::read_image_header(upload->bytes);
    if (auto fault = fault_of(*upload, header)) return end(std::move(*fault), outbox);
    is_reading_ = false;
    when_kept_ = success(*upload, *header);
    inbox.emplace_back(protocol::JobRequest{
        kJob, protocol::KeepPicture{std::move(upload->session_id),
                                    cut_out(std::move(body_), upload->bytes)}});
  }

  void end(HttpAnswer answer, Outbox& outbox) {
    let_go();
    answer_with(std::move(answer), outbox);
  }

  void let_go() {
    is_reading_ = false;
    when_kept_.reset();
    std::string().swap(body_);
    place_.reset();
  }

  const std::optional<std::string> boundary_;
  const std::size_t announced_;
  const std::shared_ptr<UploadCount> uploads_;
  std::shared_ptr<void> place_;  // among the uploads
  bool is_reading_ = false;
  std::string body_;                     // at most kMaxUploadBytes: more is refused
  std::optional<HttpAnswer> when_kept_;  // the answer, while the picture is being kept
};

}  // namespace

std::unique_ptr<protocol::Adapter> make_image_upload(const protocol::ConnectionInfo& connection,
                                                     std::shared_ptr<UploadCount> uploads) {
  return std::make_unique<ImageUpload>(connection, std::move(uploads));
}

protocol::Refusal image_refusal(const protocol::ConnectionInfo& connection,
                                protocol::Refusal refused) {
  if (connection.method != "POST" && refused.status != kMethodNotAllowed) return refused;
  while (refused.body.ends_with('\n')) refused.body.pop_back();
  HttpAnswer shaped = refusal(refused.status, refused.body);
  return {.status = refused.status,
          .body = std::move(shaped.body),
          .content_type = std::move(shaped.head.content_type)};
}

}  // namespace hotpin::protocols::hotpin
