#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "conformance/store_contract.hpp"
#include "stores/redis/connection.hpp"
#include "support/database_server.hpp"

namespace hotpin::tests {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr base::Duration kLimit = seconds(10);

base::TimePoint soon() { return std::chrono::steady_clock::now() + kLimit; }

/// One for all tests: it starts in a moment, but there are many.
RedisServer& shared_server() {
  static RedisServer server;
  static const bool is_up = server.missing().empty() && server.start();
  EXPECT_TRUE(is_up || !server.missing().empty()) << "redis-server does not start";
  return server;
}

stores::redis::Connection connect(const std::string& url) {
  return stores::redis::Connection::open(stores::redis::parse_url(url).value(), soon()).value();
}

class RedisPlace final : public StorePlace {
 public:
  RedisPlace() {
    if (!missing().empty()) return;
    EXPECT_TRUE(raw().call({"FLUSHALL"}, soon()));
  }
  std::string missing() const override { return shared_server().missing(); }
  std::unique_ptr<store::ContextStore> open(store::StoreOptions options) override {
    options.location = shared_server().url();
    return shared_server().open(options).value();
  }
  void pass(base::Duration span) override {
    const auto span_ms = std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
    auto connection = raw();
    for (const std::string& key : keys()) {
      const auto left_ms = connection.call({"PTTL", key}, soon()).value()->integer;
      ASSERT_GT(left_ms, 0) << key << " has no time to live";
      ASSERT_TRUE(connection.call({"PEXPIRE", key, std::to_string(left_ms - span_ms)}, soon()));
    }
  }
  void become_another_version() override {
    for (const std::string& key : keys()) {
      const std::string turn = raw().call({"LINDEX", key, "0"}, soon()).value()->str;
      std::string newer = turn;
      newer.replace(newer.find("\"v\":1"), 5, "\"v\":2");
      ASSERT_TRUE(raw().call({"LSET", key, "0", newer}, soon()));
    }
  }

  static stores::redis::Connection raw() { return connect(shared_server().url()); }
  static std::vector<std::string> keys() {
    const auto reply = raw().call({"KEYS", "*"}, soon()).value();
    std::vector<std::string> all;
    for (std::size_t i = 0; i < reply->elements; ++i) all.emplace_back(reply->element[i]->str);
    return all;
  }
};

INSTANTIATE_TEST_SUITE_P(Redis, StoreContract, testing::Values(MakeStorePlace([] {
                           return std::make_unique<RedisPlace>();
                         })));

class RedisStore : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string missing = shared_server().missing(); !missing.empty()) {
      GTEST_SKIP() << missing;
    }
  }
  static std::unique_ptr<store::ContextStore> store_at(const std::string& url) {
    store::StoreOptions options{.time_to_live = seconds(100), .max_turns = 10, .location = url};
    return shared_server().open(options).value();
  }
};

TEST_F(RedisStore, KeysCarryPrefixAndVersionAndOneTimeToLive) {
  RedisPlace place;
  store::StoreOptions options{.time_to_live = seconds(100), .key_prefix = "mine"};
  ASSERT_TRUE(place.open(options)->append("a", {"1", "u", "a"}));
  EXPECT_THAT(RedisPlace::keys(), testing::ElementsAre("mine:1:{a}"));
  const auto left_ms = RedisPlace::raw().call({"PTTL", "mine:1:{a}"}, soon()).value()->integer;
  EXPECT_GT(left_ms, 50'000);
  EXPECT_LE(left_ms, 100'000);
  ASSERT_TRUE(RedisPlace::raw().call({"FLUSHALL"}, soon()));
  ASSERT_TRUE(place.open(options)->put("a", "bytes", seconds(60)));
  EXPECT_THAT(RedisPlace::keys(), testing::ElementsAre("mine:1:keep:{a}"));
}

TEST_F(RedisStore, WhatOthersWroteIsNotReadAndMakesWay) {
  RedisPlace place;
  auto raw = RedisPlace::raw();
  const auto store = store_at(shared_server().url());
  for (const std::vector<std::string_view>& foreign :
       std::vector<std::vector<std::string_view>>{{"SET", "hotpin:1:{a}", "text"},
                                                  {"HSET", "hotpin:1:{a}", "a", "b"},
                                                  {"RPUSH", "hotpin:1:{a}", "", "{", "[]", "7"},
                                                  {"RPUSH", "hotpin:1:{a}", R"({"v":1,"key":3})"},
                                                  {"RPUSH", "hotpin:1:{a}", R"({"v":"1"})"}}) {
    ASSERT_TRUE(raw.call({"DEL", "hotpin:1:{a}"}, soon()));
    ASSERT_TRUE(raw.call(foreign, soon()));
    EXPECT_EQ(store->load("a").value().size(), 0U);
    ASSERT_TRUE(store->append("a", {"1", "u", "a"}));
    EXPECT_EQ(store->load("a").value().size(), 1U) << foreign[0] << ' ' << foreign[2];
  }
}

/// As the server of before there were items writes and reads, word for word.
constexpr std::string_view kAppendOfBefore = R"(
local key, turn, turn_key, newest, ttl = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('TYPE', key).ok ~= 'list' then redis.call('DEL', key) end
for _, kept in ipairs(redis.call('LRANGE', key, newest, -1)) do
  local is_json, value = pcall(cjson.decode, kept)
  if is_json and type(value) == 'table' and value.key == turn_key then
    redis.call('PEXPIRE', key, ttl)
    return 0
  end
end
redis.call('RPUSH', key, turn)
redis.call('LTRIM', key, newest, -1)
redis.call('PEXPIRE', key, ttl)
return 1)";
constexpr std::string_view kLoadOfBefore = R"(
local key, newest, ttl = KEYS[1], ARGV[1], ARGV[2]
local kind = redis.call('TYPE', key).ok
if kind == 'none' then return {} end
if kind ~= 'list' then return {''} end
redis.call('PEXPIRE', key, ttl)
return redis.call('LRANGE', key, newest, -1))";

/// Beside a server of before there were items, on one database.
class RedisOfBefore : public RedisStore {
 protected:
  static void append(const std::string& key, const std::string& user) {
    const std::string turn =
        R"({"v":1,"key":")" + key + R"(","user":")" + user + R"(","assistant":"x"})";
    ASSERT_TRUE(RedisPlace::raw().call(
        {"EVAL", kAppendOfBefore, "1", "hotpin:1:{a}", turn, key, "-3", "100000"}, soon()));
  }
  /// The elements that it gets; it reads their "v", "key", "user" and "assistant".
  static std::vector<std::string> load() {
    const auto reply =
        RedisPlace::raw()
            .call({"EVAL", kLoadOfBefore, "1", "hotpin:1:{a}", "-3", "100000"}, soon())
            .value();
    std::vector<std::string> elements;
    for (std::size_t i = 0; i < reply->elements; ++i) elements.emplace_back(reply->element[i]->str);
    return elements;
  }
  static store::TurnRecord with_note(const std::string& user) {
    return {"2",
            {{"n", store::Item::Kind::system, "be brief"}, {"u", store::Item::Kind::user, user}}};
  }
  RedisPlace place;
  std::unique_ptr<store::ContextStore> store =
      place.open({.time_to_live = seconds(100), .max_turns = 3});
};

TEST_F(RedisOfBefore, WhatItWroteIsReadAndGoneOnWith) {
  append("1", "one");
  ASSERT_TRUE(store->append("a", with_note("two")));
  append("3", "three");
  EXPECT_EQ(
      store->load("a").value(),
      (std::vector<store::TurnRecord>{{"1", "one", "x"}, with_note("two"), {"3", "three", "x"}}));
  ASSERT_TRUE(store->replace("a", {"1", "first", "x"}));
  append("4", "four");
  EXPECT_EQ(
      store->load("a").value(),
      (std::vector<store::TurnRecord>{with_note("two"), {"3", "three", "x"}, {"4", "four", "x"}}));
}

TEST_F(RedisOfBefore, ItReadsWhatIsWrittenNow) {
  ASSERT_TRUE(store->append("a", {"1", "one", "x"}));
  ASSERT_TRUE(store->append("a", with_note("two")));
  append("3", "three");
  ASSERT_TRUE(store->replace("a", with_note("second")));
  EXPECT_THAT(
      load(),
      testing::ElementsAre(
          R"({"v":1,"key":"1","user":"one","assistant":"x"})",
          testing::StartsWith(R"({"v":1,"key":"2","user":"second","assistant":"","items":"[)"),
          R"({"v":1,"key":"3","user":"three","assistant":"x"})"));
  ASSERT_TRUE(store->remove("a", "2"));
  EXPECT_EQ(load().size(), 2U);
}

TEST_F(RedisOfBefore, DamagedItemsAreThePlainExchange) {
  for (const char* const items : {R"("")", R"("[{")", "7", "[[[]]]", "null"}) {
    ASSERT_TRUE(store->erase("a"));
    const std::string turn =
        R"({"v":1,"key":"1","user":"u","assistant":"a","items":)" + std::string(items) + "}";
    ASSERT_TRUE(RedisPlace::raw().call({"RPUSH", "hotpin:1:{a}", turn}, soon()));
    EXPECT_EQ(store->load("a").value(), (std::vector<store::TurnRecord>{{"1", "u", "a"}})) << items;
  }
}

TEST_F(RedisStore, DatabasesAreApart) {
  RedisPlace place;
  const auto first = store_at(shared_server().url() + "/0");
  const auto second = store_at(shared_server().url() + "/2");
  ASSERT_TRUE(first->append("a", {"1", "u", "a"}));
  EXPECT_EQ(second->load("a").value().size(), 0U);
  EXPECT_EQ(store_at(shared_server().url())->load("a").value().size(), 1U);
}

TEST_F(RedisStore, LogsIn) {
  RedisPlace place;
  auto raw = RedisPlace::raw();
  ASSERT_TRUE(raw.call({"ACL", "SETUSER", "me", "on", ">open sesame@", "~*", "+@all"}, soon()));
  const std::string at = "@127.0.0.1:" + std::to_string(shared_server().port());
  EXPECT_TRUE(store_at("redis://me:open%20sesame%40" + at)->check());
  const auto refused = store_at("redis://me:wrong-word" + at)->check();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, store::kUnavailable);  // an administrator may mend it
  EXPECT_THAT(refused.error().detail, HasSubstr("WRONGPASS"));
  EXPECT_THAT(refused.error().detail, Not(HasSubstr("wrong-word")));
  EXPECT_THAT(refused.error().detail, HasSubstr("redis://***@127.0.0.1"));
}

TEST_F(RedisStore, WrongUrlsAreRefusedWithoutTheirSecret) {
  for (const char* const url : {"redis:/me:secret@h", "http://me:secret@h", "redis://me:secret@h/x",
                                "redis://me:secret@h:99999", "redis://me:secret@h?x=secret"}) {
    store::StoreOptions options;
    options.location = url;
    const auto made = shared_server().open(options);
    ASSERT_FALSE(made) << url;
    EXPECT_EQ(made.error().code, store::kBadSetting);
    EXPECT_THAT(made.error().detail, Not(HasSubstr("secret")));
  }
}

TEST_F(RedisStore, ARestartCostsNoCall) {
  RedisServer server;
  ASSERT_TRUE(server.start());
  const auto store = store_at(server.url());
  ASSERT_TRUE(store->append("a", {"1", "u", "a"}));
  server.kill();
  EXPECT_FALSE(store->check());
  ASSERT_TRUE(server.start());
  EXPECT_EQ(store->load("a").value().size(), 1U);
}

TEST_F(RedisStore, ACutConnectionCostsNoCall) {
  RedisPlace place;
  const auto store = store_at(shared_server().url());
  ASSERT_TRUE(store->append("a", {"1", "u", "a"}));
  ASSERT_TRUE(RedisPlace::raw().call({"CLIENT", "KILL", "TYPE", "normal"}, soon()));
  const auto kept = store->append("a", {"2", "u", "a"});
  EXPECT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(store->load("a").value().size(), 2U);
}

/// Says `bytes` to whoever connects, and closes.
class Babbler {
 public:
  explicit Babbler(std::string bytes) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    listen(listener_, 8);
    thread_ = std::thread([this, bytes = std::move(bytes)] {
      for (int peer = 0; (peer = accept(listener_, nullptr, nullptr)) >= 0; close(peer)) {
        send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      }
    });
  }
  ~Babbler() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  Babbler(const Babbler&) = delete;
  Babbler& operator=(const Babbler&) = delete;
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

 private:
  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST_F(RedisStore, NonsenseAndHalfRepliesAreFaults) {
  for (const char* const bytes :
       {"", "HTTP/1.1 400 Bad Request\r\n\r\n", "*2\r\n$3\r\nab", "*-7\r\n", "$999999999999999\r\n",
        "-ERR no\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"}) {
    const Babbler babbler(bytes);
    const auto turns = store_at(babbler.url())->load("a");
    ASSERT_FALSE(turns) << bytes;
    EXPECT_EQ(turns.error().code, store::kUnavailable);
  }
  const Babbler echo("-ERR unknown command `AUTH`, with args beginning with: `sesame`\r\n");
  const auto refused = store_at("redis://:sesame@" + echo.url().substr(8))->check();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, AllOf(HasSubstr("log in"), Not(HasSubstr("sesame"))));
  const Babbler other("*2\r\n:7\r\n*1\r\n$1\r\na\r\n");  // a reply, but not of turns
  EXPECT_EQ(store_at(other.url())->load("a").value().size(), 0U);
}

/// A server with TLS alone, its certificate from an authority made for the test.
class RedisTls : public RedisStore {
 protected:
  void SetUp() override {
    RedisStore::SetUp();
    if (IsSkipped()) return;
    if (find_program("openssl").empty()) GTEST_SKIP() << "openssl is not installed";
    make_authority("ours");
    make_authority("another");
    make_certificate();
    tls_port_ = std::to_string(free_port());
    server_ = std::make_unique<RedisServer>(std::vector<std::string>{
        "--tls-port", tls_port_, "--tls-cert-file", path("server.pem"), "--tls-key-file",
        path("server.key"), "--tls-ca-cert-file", path("ours.pem"), "--tls-auth-clients", "no"});
    ASSERT_TRUE(server_->start());
  }
  std::string path(const std::string& name) const { return folder_.path() / name; }
  std::string tls_url(const std::string& host, const std::string& authority) const {
    return "rediss://" + host + ":" + tls_port_ + "?ssl_ca_certs=" + path(authority);
  }

 private:
  static void openssl(std::vector<std::string> words) {
    words.insert(words.begin(), find_program("openssl"));
    ASSERT_EQ(ChildProgram(words).wait(), 0) << words[1];
  }
  void make_authority(const std::string& name) const {
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=" + name, "-keyout", path(name + ".key"), "-out",
             path(name + ".pem")});
  }
  void make_certificate() const {
    std::ofstream(path("names")) << "subjectAltName=IP:127.0.0.1\n";
    openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
             "/CN=server", "-keyout", path("server.key"), "-out", path("server.csr")});
    openssl({"x509", "-req", "-in", path("server.csr"), "-CA", path("ours.pem"), "-CAkey",
             path("ours.key"), "-CAcreateserial", "-days", "2", "-extfile", path("names"), "-out",
             path("server.pem")});
  }

  TempFolder folder_;
  std::string tls_port_;
  std::unique_ptr<RedisServer> server_;
};

TEST_F(RedisTls, AGoodCertificateIsTaken) {
  const auto store = store_at(tls_url("127.0.0.1", "ours.pem"));
  const auto kept = store->append("a", {"1", std::string(300'000, 'u'), "a"});
  ASSERT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(store->load("a").value().at(0).user_text().size(), 300'000U);
}

TEST_F(RedisTls, AWrongOneIsNot) {
  for (const std::string& url :
       {tls_url("127.0.0.1", "another.pem"), tls_url("localhost", "ours.pem")}) {
    const auto refused = store_at(url)->check();
    ASSERT_FALSE(refused) << url;
    EXPECT_THAT(refused.error().detail, HasSubstr("SSL"));
  }
  const std::string by_the_systems = tls_url("127.0.0.1", "");
  EXPECT_FALSE(store_at(by_the_systems.substr(0, by_the_systems.find('?')))->check());
}

}  // namespace
}  // namespace hotpin::tests
