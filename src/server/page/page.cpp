#include "server/page/page.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "server/page/files.hpp"

namespace hotpin::server {
namespace {

/// The page runs its own scripts and talks to its own server, and nothing else; no other page may
/// frame it. 'self' of connect-src holds ws and wss to the same host, too.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

constexpr std::array<std::pair<std::string_view, const char*>, 4> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
}};

const char* type_of(std::string_view path) {
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

const File* file_at(std::string_view path) {
  for (const File& file : page_files()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

/// Null when something else is asked for.
const File* file_for(const net::HttpRequest& request) {
  if (request.path != "/") return file_at(request.path);
  const bool wants_page = request.header("accept").find("text/html") != std::string_view::npos;
  return wants_page ? file_at("/index.html") : nullptr;
}

}  // namespace

bool asks_for_page(const net::HttpRequest& request) { return file_for(request) != nullptr; }

std::optional<net::HttpResponse> page_answer(const net::HttpRequest& request) {
  const File* const file = file_for(request);
  if (file == nullptr) return std::nullopt;
  net::HttpResponse response{.content_type = type_of(file->path), .body = std::string(file->bytes)};
  if (request.header("if-none-match") == file->etag) {
    response.status = 304;
    response.body.clear();
  }
  response.headers = {{"ETag", std::string(file->etag)},
                      {"Cache-Control", "no-cache"},  // kept, and asked about each time
                      {"Vary", "Accept"},
                      {"Content-Security-Policy", kPolicy},
                      {"Permissions-Policy", "microphone=(self)"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Content-Type-Options", "nosniff"}};
  return response;
}

}  // namespace hotpin::server
