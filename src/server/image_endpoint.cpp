#include "server/image_endpoint.hpp"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "net/multipart.hpp"
#include "protocol/image_header.hpp"
#include "protocol/session_id.hpp"
#include "session/picture/pictures.hpp"

namespace hotpin::server {
namespace {

namespace json = boost::json;
using protocol::kMaxImageBytes;

/// Of a body besides its picture: the other fields, and what stands between them.
constexpr std::size_t kMaxFormBytes = 64 * 1024;
/// Of a file's name, in the answer: the devices read no more than 1023 bytes of it.
constexpr std::size_t kMaxShownBytes = 100;
constexpr const char* kRetryAfterS = "5";

net::HttpResponse answer(int status, json::object body) {
  return {
      .status = status, .content_type = "application/json", .body = json::serialize(body) + "\n"};
}

net::HttpResponse refusal(int status, const std::string& message) {
  return answer(status, {{"status", "error"}, {"message", message}});
}

net::HttpResponse come_back(const std::string& message) {
  net::HttpResponse response = refusal(503, message);
  response.headers.emplace_back("Retry-After", kRetryAfterS);
  return response;
}

net::HttpResponse too_large() {
  return refusal(413, "the picture is larger than " + std::to_string(kMaxImageBytes) + " bytes");
}

net::HttpResponse no_form() {
  return refusal(415, "a multipart/form-data body with the fields session and file is wanted");
}

/// What a request brings, before it is believed.
struct Upload {
  std::string session_id;
  std::string file_name;
  std::string_view bytes;  // a view into the request's body
};

/// The one field of this name; nothing when there are more, too.
const net::FormPart* only_field(const std::vector<net::FormPart>& form, std::string_view name) {
  const net::FormPart* found = nullptr;
  for (const net::FormPart& part : form) {
    if (part.name != name) continue;
    if (found != nullptr) return nullptr;
    found = &part;
  }
  return found;
}

base::Result<Upload> upload_in(std::string_view body, const std::string& boundary) {
  const auto form = net::parse_form(body, boundary);
  if (!form) return form.error();
  const net::FormPart* const session = only_field(*form, "session");
  const net::FormPart* const file = only_field(*form, "file");
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
net::HttpResponse success(const Upload& upload, std::size_t size,
                          const protocol::ImageHeader& header) {
  return answer(200, {{"status", "success"},
                      {"message", "The picture goes with the next words of this session."},
                      {"session", upload.session_id},
                      {"filename", shown(upload.file_name)},
                      {"size_bytes", size},
                      {"saved_path", ""},
                      {"context_ready", true},
                      {"content_type", header.media_type},
                      {"width", header.width},
                      {"height", header.height}});
}

std::optional<net::HttpResponse> fault_of(const Upload& upload,
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

}  // namespace

net::HttpResponse image_refusal(net::HttpResponse refused) {
  while (refused.body.ends_with('\n')) refused.body.pop_back();
  net::HttpResponse response = refusal(refused.status, refused.body);
  response.headers = std::move(refused.headers);
  return response;
}

net::HttpHandler::Admission ImageEndpoint::admit(const net::HttpRequest& head) const {
  if (auto refused = access_->refuse_post(head)) return image_refusal(std::move(*refused));
  if (!net::form_boundary(head.header("content-type"))) return no_form();
  const std::shared_ptr<void> place(uploads_.get(),
                                    [uploads = uploads_](void*) { uploads->fetch_sub(1); });
  if (uploads_->fetch_add(1) >= kMaxUploads) return come_back("too many pictures are on their way");
  return net::BodyLimit{.bytes = kMaxImageBytes + kMaxFormBytes,
                        .time = kUploadLimit,
                        .too_long = too_large(),
                        .place = place};
}

void ImageEndpoint::take(net::HttpRequest request, const net::Respond& respond) const {
  const auto boundary = net::form_boundary(request.header("content-type"));
  if (!boundary) return respond(no_form());
  auto upload = upload_in(request.body, *boundary);
  if (!upload) return respond(refusal(400, upload.error().detail));
  const auto header = protocol::read_image_header(upload->bytes);
  if (auto fault = fault_of(*upload, header)) return respond(std::move(*fault));
  net::HttpResponse kept = success(*upload, upload->bytes.size(), *header);
  services_->pictures->keep(upload->session_id, cut_out(std::move(request.body), upload->bytes),
                            [respond, kept = std::move(kept)](const base::Status& status) {
                              respond(status ? kept : come_back("pictures cannot be kept now"));
                            });
}

}  // namespace hotpin::server
