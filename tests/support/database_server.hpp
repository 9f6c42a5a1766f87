#pragma once

#include <csignal>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/context_store.hpp"
#include "support/child_program.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::tests {

/// A database server that stores are tried on: the real one, on a free port of 127.0.0.1, with its
/// data in a folder of its own. Ready when start() returns true.
class DatabaseServer {
 public:
  virtual ~DatabaseServer() = default;
  /// Why it cannot be tried here; empty when it can.
  virtual std::string missing() const = 0;
  /// For a store, with user and password.
  virtual std::string url() const = 0;
  /// A store on it.
  virtual base::Result<std::unique_ptr<store::ContextStore>> open(
      const store::StoreOptions& options) const = 0;

  /// Also again, after it was killed. False when it does not come up.
  bool start();
  void kill();                                         ///< SIGKILL
  void stop() const { child_->signal_all(SIGSTOP); }   ///< it answers nobody
  void go_on() const { child_->signal_all(SIGCONT); }  ///< after stop()

 protected:
  virtual std::unique_ptr<ChildProgram> launch() = 0;

  TempFolder folder_;
  const std::uint16_t port_ = free_port();

 private:
  std::unique_ptr<ChildProgram> child_;
};

/// Words are added to its command line, e.g. for TLS.
class RedisServer final : public DatabaseServer {
 public:
  explicit RedisServer(std::vector<std::string> more = {}) : more_(std::move(more)) {}
  std::string missing() const override;
  std::string url() const override;
  base::Result<std::unique_ptr<store::ContextStore>> open(
      const store::StoreOptions& options) const override;
  std::uint16_t port() const { return port_; }

 private:
  std::unique_ptr<ChildProgram> launch() override;
  std::vector<std::string> more_;
};

class PostgresServer final : public DatabaseServer {
 public:
  std::string missing() const override;
  std::string url() const override { return url_as("hotpin", "sesame"); }
  std::string url_as(const std::string& user, const std::string& password) const;
  base::Result<std::unique_ptr<store::ContextStore>> open(
      const store::StoreOptions& options) const override;

 private:
  std::unique_ptr<ChildProgram> launch() override;
  bool make_cluster();
  bool has_cluster_ = false;
};

}  // namespace hotpin::tests
