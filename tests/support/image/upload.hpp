#pragma once

#include <cstdint>
#include <string>

#include "support/raw_socket.hpp"

namespace hotpin::tests {

/// A form as the devices send it.
inline std::string image_form(const std::string& session_id, const std::string& bytes,
                              const std::string& file_name = "image.jpg") {
  return "--HotPinFrame\r\nContent-Disposition: form-data; name=\"session\"\r\n\r\n" + session_id +
         "\r\n--HotPinFrame\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
         file_name + "\"\r\nContent-Type: image/jpeg\r\n\r\n" + bytes + "\r\n--HotPinFrame--\r\n";
}

inline std::string image_head(const std::string& more_headers = "") {
  return "POST /image HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
         "Content-Type: multipart/form-data; boundary=HotPinFrame\r\n" +
         more_headers;
}

inline std::string length_header(std::size_t bytes) {
  return "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

/// Posts `body` and gives the whole response.
inline std::string post_image(std::uint16_t port, const std::string& body,
                              const std::string& more_headers = "") {
  return http_exchange(port, image_head(more_headers) + length_header(body.size()) + body);
}

}  // namespace hotpin::tests
