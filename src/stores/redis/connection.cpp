#include "stores/redis/connection.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/url.hpp"

namespace hotpin::stores::redis {
namespace {

constexpr std::uint16_t kDefaultPort = 6379;
/// Far above a hundred long turns; a server that sends more is none of ours.
constexpr std::size_t kMaxReplyBytes = 16U << 20U;

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string formatted(const std::vector<std::string_view>& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const std::string_view word : words) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  char* raw = nullptr;
  const int length =
      redisFormatCommandArgv(&raw, static_cast<int>(words.size()), texts.data(), lengths.data());
  const std::unique_ptr<char, decltype(&redisFreeCommand)> command(raw, &redisFreeCommand);
  return length < 0 ? std::string{} : std::string(raw, static_cast<std::size_t>(length));
}

/// A server that does not know a command repeats it.
base::Error without_password(base::Error error, const Server& server) {
  if (error.detail.find(server.password) != std::string::npos) {
    error.detail = "it does not let us log in";
  }
  return error;
}

}  // namespace

base::Result<Server> parse_url(const std::string& url) {
  auto parts = net::parse_service_url(url);
  if (!parts) return parts.error();
  if (parts->scheme != "redis" && parts->scheme != "rediss") {
    return base::Error{"bad_url", "it must begin with redis:// or rediss://"};
  }
  Server server{.target = {.host = parts->host, .port = kDefaultPort},
                .user = parts->user,
                .password = parts->password};
  server.target.with_tls = parts->scheme == "rediss";
  const std::string& port = parts->port;
  std::from_chars(port.data(), port.data() + port.size(), server.target.port);
  if (const std::string& path = parts->target.path; path.size() > 1) {
    server.database = path.substr(1);
    if (!is_number(server.database)) {
      return base::Error{"bad_url", "what follows the host must be a database's number"};
    }
  }
  for (const auto& [name, value] : parts->target.query) {
    if (name != "ssl_ca_certs") return base::Error{"bad_url", "it takes ?ssl_ca_certs=FILE alone"};
    server.target.ca_file = value;
  }
  return server;
}

Connection::Connection(std::unique_ptr<net::ByteStream> stream)
    : stream_(std::move(stream)), reader_(redisReaderCreate()) {}

base::Result<Connection> Connection::open(const Server& server, base::TimePoint deadline) {
  auto stream = net::ByteStream::connect(server.target, deadline);
  if (!stream) return stream.error();
  Connection connection(std::move(*stream));
  if (auto ready = connection.log_in(server, deadline); !ready) return ready.error();
  return connection;
}

base::Status Connection::log_in(const Server& server, base::TimePoint deadline) {
  if (!server.password.empty()) {
    std::vector<std::string_view> words{"AUTH"};
    if (!server.user.empty()) words.push_back(server.user);
    words.push_back(server.password);
    if (auto reply = call(words, deadline); !reply) {
      return without_password(reply.error(), server);
    }
  }
  if (server.database == "0") return base::ok();
  auto reply = call({"SELECT", server.database}, deadline);
  return reply ? base::ok() : base::Status(reply.error());
}

base::Result<Reply> Connection::call(const std::vector<std::string_view>& words,
                                     base::TimePoint deadline) {
  if (auto sent = stream_->write(formatted(words), deadline); !sent) return sent.error();
  auto reply = read_reply(deadline);
  if (!reply || (*reply)->type != REDIS_REPLY_ERROR) return reply;
  return base::Error{"reply", std::string((*reply)->str, static_cast<std::size_t>((*reply)->len))};
}

base::Result<Reply> Connection::read_reply(base::TimePoint deadline) {
  std::size_t total = 0;
  while (true) {
    void* raw = nullptr;
    if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) {
      return base::Error{"cut", "what it says is no Redis reply"};
    }
    if (raw != nullptr) return Reply(static_cast<redisReply*>(raw));
    auto bytes = stream_->read_some(deadline);
    if (!bytes) return bytes.error();
    total += bytes->size();
    if (total > kMaxReplyBytes) return base::Error{"cut", "its reply has no end"};
    redisReaderFeed(reader_.get(), bytes->data(), bytes->size());
  }
}

}  // namespace hotpin::stores::redis
