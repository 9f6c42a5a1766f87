#include "support/database_server.hpp"

#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace hotpin::stores::redis {
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options);
}
namespace hotpin::stores::postgres {
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options);
}

namespace hotpin::tests {
namespace {

constexpr auto kStartLimit = std::chrono::seconds(60);
constexpr auto kPause = std::chrono::milliseconds(20);
const std::vector<std::string> kPostgresFolders{"/usr/lib/postgresql/15/bin"};
constexpr const char* kPostgresUser = "postgres";  // it refuses to run as root

}  // namespace

bool DatabaseServer::start() {
  const auto end = std::chrono::steady_clock::now() + kStartLimit;
  store::StoreOptions options;
  options.location = url();
  const auto probe = open(options);
  if (!probe) return false;
  while (std::chrono::steady_clock::now() < end) {
    // What a killed server leaves behind may keep the next one from starting for a moment.
    if (!child_ || child_->has_ended()) child_ = launch();
    if (!child_) return false;
    if ((*probe)->check()) return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

void DatabaseServer::kill() {
  child_->signal(SIGKILL);
  child_->wait();
}

std::string RedisServer::missing() const {
  return find_program("redis-server").empty() ? "redis-server is not installed" : "";
}

std::string RedisServer::url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

base::Result<std::unique_ptr<store::ContextStore>> RedisServer::open(
    const store::StoreOptions& options) const {
  return stores::redis::open_store(options);
}

std::unique_ptr<ChildProgram> RedisServer::launch() {
  std::vector<std::string> command{find_program("redis-server"),
                                   "--bind",
                                   "127.0.0.1",
                                   "--port",
                                   std::to_string(port_),
                                   "--dir",
                                   folder_.path(),
                                   "--save",
                                   "",
                                   "--appendonly",
                                   "yes",
                                   "--appendfsync",
                                   "always"};
  command.insert(command.end(), more_.begin(), more_.end());
  return std::make_unique<ChildProgram>(command);
}

std::string PostgresServer::missing() const {
  if (find_program("postgres", kPostgresFolders).empty()) return "postgresql is not installed";
  const bool is_refused = geteuid() == 0 && getpwnam(kPostgresUser) == nullptr;
  return is_refused ? "there is no user postgres to run it as" : "";
}

std::string PostgresServer::url_as(const std::string& user, const std::string& password) const {
  return "postgres://" + user + ":" + password + "@127.0.0.1:" + std::to_string(port_) +
         "/postgres";
}

base::Result<std::unique_ptr<store::ContextStore>> PostgresServer::open(
    const store::StoreOptions& options) const {
  return stores::postgres::open_store(options);
}

bool PostgresServer::make_cluster() {
  const std::string password = folder_.path() / "password";
  std::ofstream(password) << "sesame\n";
  if (geteuid() == 0) {
    const passwd* const who = getpwnam(kPostgresUser);
    for (const std::string& path : {folder_.path().string(), password}) {
      if (chown(path.c_str(), who->pw_uid, who->pw_gid) != 0) return false;
    }
  }
  ChildProgram initdb({find_program("initdb", kPostgresFolders), "-D", folder_.path() / "data",
                       "-U", "hotpin", "--auth=scram-sha-256", "--pwfile", password, "--no-sync",
                       "--no-instructions", "--locale=C", "-E", "UTF8"},
                      kPostgresUser);
  return initdb.wait() == 0;
}

std::unique_ptr<ChildProgram> PostgresServer::launch() {
  if (!has_cluster_ && !make_cluster()) return nullptr;
  has_cluster_ = true;
  // Without fsync: the machine goes on when the server is killed.
  return std::make_unique<ChildProgram>(
      std::vector<std::string>{find_program("postgres", kPostgresFolders), "-D",
                               folder_.path() / "data", "-p", std::to_string(port_), "-h",
                               "127.0.0.1", "-k", "", "-F"},
      kPostgresUser);
}

}  // namespace hotpin::tests
