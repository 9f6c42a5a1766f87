#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "net/http_server.hpp"
#include "server/access/access.hpp"
#include "session/services.hpp"

namespace hotpin::server {

/// `POST /image`: takes a picture for the next words of a session, as the devices send it: a form
/// with the fields `session` and `file`. Owned by the router; any thread.
class ImageEndpoint {
 public:
  /// Pictures that are being read; a further one is told to come again.
  static constexpr std::size_t kMaxUploads = 16;
  /// For a whole one, as the devices give it.
  static constexpr base::Duration kUploadLimit = std::chrono::seconds(30);

  ImageEndpoint(std::shared_ptr<const session::Services> services,
                std::shared_ptr<const AccessRules> access)
      : services_(std::move(services)), access_(std::move(access)) {}

  net::HttpHandler::Admission admit(const net::HttpRequest& head) const;
  /// Answers when the picture is where every worker finds it.
  void take(net::HttpRequest request, const net::Respond& respond) const;

 private:
  std::shared_ptr<const session::Services> services_;
  std::shared_ptr<const AccessRules> access_;
  std::shared_ptr<std::atomic<std::size_t>> uploads_ =
      std::make_shared<std::atomic<std::size_t>>(0);
};

/// A refusal of another kind in the shape that answers to pictures have.
net::HttpResponse image_refusal(net::HttpResponse refusal);

}  // namespace hotpin::server
