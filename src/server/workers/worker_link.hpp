#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/shared_page.hpp"
#include "net/server/http_server.hpp"

namespace hotpin::server {

/// A worker process's side of its supervisor. Owned by the worker command; used on its main thread.
class WorkerLink {
 public:
  static constexpr base::Duration kBeat = std::chrono::seconds(1);

  /// What the supervisor handed on, if this process is a worker: call it before anything else, as
  /// the descriptors must not leak into programs that the worker starts.
  static std::optional<WorkerLink> inherited();

  const std::vector<net::ListeningSocket>& sockets() const { return sockets_; }
  const std::shared_ptr<base::SharedPage>& page() const { return page_; }

  void tell_ready();
  enum class Order { drain, renew, none };
  /// Waits for an order, at most a beat. Ends the process when the supervisor has gone.
  Order wait();
  /// The supervisor takes silence for a hung process.
  void tell_alive();

 private:
  WorkerLink(std::vector<net::ListeningSocket> sockets, int supervisor,
             std::shared_ptr<base::SharedPage> page)
      : sockets_(std::move(sockets)), supervisor_(supervisor), page_(std::move(page)) {}

  std::vector<net::ListeningSocket> sockets_;
  int supervisor_;
  std::shared_ptr<base::SharedPage> page_;
};

}  // namespace hotpin::server
