#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>

#include "base/executor.hpp"

namespace hotpin::net {

/// One I/O thread's queue as an Executor. A connection stays with one thread, so its tasks never
/// run side by side and no strand is needed. Weak: engines may hold it when the server has gone,
/// and then what they post is dropped.
class IoExecutor final : public base::Executor {
 public:
  explicit IoExecutor(std::weak_ptr<boost::asio::io_context> context)
      : context_(std::move(context)) {}

  void post(base::Task task) override {
    if (const auto context = context_.lock()) boost::asio::post(*context, std::move(task));
  }

  void post_after(base::Duration delay, base::Task task) override {
    const auto context = context_.lock();
    if (!context) return;
    const auto timer = std::make_shared<boost::asio::steady_timer>(*context, delay);
    timer->async_wait([timer, task = std::move(task)](const boost::system::error_code& error) {
      if (!error) task();
    });
  }

  base::TimePoint now() const override { return std::chrono::steady_clock::now(); }

 private:
  const std::weak_ptr<boost::asio::io_context> context_;
};

}  // namespace hotpin::net
