#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "net/client/http_client.hpp"

namespace hotpin::net {

/// One request of an HttpClient as a handle of libcurl. Owned by the client, used on its thread.
class Transfer {
 public:
  struct Options {
    std::string ca_file;
    base::Duration connect_timeout;
    std::string thread_name;  ///< where faults are counted
    bool uses_proxy = true;   ///< of the environment
  };
  Transfer(HttpClient::Id id, ClientRequest request, std::shared_ptr<HttpExchange> exchange,
           const Options& options);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return handle_.get(); }
  /// From what the handle keeps as its private pointer.
  static HttpClient::Id id_of(const char* private_pointer);
  /// The exchange hears no more.
  void let_go() { exchange_.reset(); }
  void end(CURLcode code);

 private:
  struct Cleaner {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  static int on_request(void* self, char* peer_ip, char* own_ip, int peer_port,
                        int own_port) noexcept;
  static std::size_t on_header(char* line, std::size_t size, std::size_t count,
                               void* self) noexcept;
  static std::size_t on_bytes(char* bytes, std::size_t size, std::size_t count,
                              void* self) noexcept;
  /// False when the response's head is too long.
  bool take_header(std::string_view line);
  void set_body();
  void set_rules(const Options& options);

  const std::string thread_name_;
  const ClientRequest request_;
  std::shared_ptr<HttpExchange> exchange_;
  std::unique_ptr<CURL, Cleaner> handle_;
  std::unique_ptr<curl_slist, Cleaner> headers_;
  ResponseHead head_;
  std::size_t head_bytes_ = 0;
  bool was_sent_ = false;
};

}  // namespace hotpin::net
