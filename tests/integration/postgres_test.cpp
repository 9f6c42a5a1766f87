#include <gmock/gmock.h>

#include "conformance/store_contract.hpp"
#include "stores/postgres/connection.hpp"
#include "support/database_server.hpp"

namespace hotpin::tests {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

base::TimePoint soon() { return std::chrono::steady_clock::now() + seconds(20); }

/// One for all tests, since making a cluster takes seconds.
PostgresServer& shared_server() {
  static PostgresServer server;
  static const bool is_up = server.missing().empty() && server.start();
  EXPECT_TRUE(is_up || !server.missing().empty()) << "postgres does not start";
  return server;
}

/// The first value of what `statement` gives, as text.
std::string ask(const std::string& statement) {
  auto connection = stores::postgres::Connection::open(shared_server().url(), soon()).value();
  const auto rows = connection.run(statement.c_str(), {}, soon());
  if (!rows) return "error: " + rows.error().detail;
  return PQntuples(rows.value().get()) == 0 ? "" : stores::postgres::bytes_at(*rows.value(), 0, 0);
}

class PostgresPlace final : public StorePlace {
 public:
  PostgresPlace() {
    if (!missing().empty()) return;
    ask("DROP TABLE IF EXISTS hotpin_schema, hotpin_sessions, hotpin_keepsakes");
  }
  std::string missing() const override { return shared_server().missing(); }
  std::unique_ptr<store::ContextStore> open(store::StoreOptions options) override {
    options.location = shared_server().url();
    options.timeout = seconds(20);  // the machine may be busy with other tests
    return shared_server().open(options).value();
  }
  void pass(base::Duration span) override {
    const auto span_ms = std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
    for (const char* const table : {"hotpin_sessions", "hotpin_keepsakes"}) {
      ask("UPDATE " + std::string(table) + " SET expires_at = expires_at - interval '" +
          std::to_string(span_ms) + " milliseconds'");
    }
  }
  void become_another_version() override { ask("UPDATE hotpin_schema SET version = 99"); }
};

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, testing::Values(MakeStorePlace([] {
                           return std::make_unique<PostgresPlace>();
                         })));

class PostgresStore : public testing::Test {
 protected:
  void SetUp() override {
    if (!place.missing().empty()) GTEST_SKIP() << place.missing();
  }
  std::unique_ptr<store::ContextStore> open() {
    return place.open({.time_to_live = seconds(100), .max_turns = 10});
  }
  PostgresPlace place;
};

TEST_F(PostgresStore, RefusesTablesOfANewerVersion) {
  ASSERT_TRUE(open()->check());
  place.become_another_version();
  const auto refused = open()->check();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, store::kBadSetting);
  EXPECT_THAT(refused.error().detail, HasSubstr("version 99"));
}

TEST_F(PostgresStore, MakesItsTablesOnceWhenManyStartTogether) {
  std::vector<std::thread> starting;
  for (int i = 0; i < 8; ++i) {
    starting.emplace_back([this] {
      const auto checked = open()->check();
      EXPECT_TRUE(checked) << checked.error().detail;
    });
  }
  for (std::thread& each : starting) each.join();
  EXPECT_EQ(ask("SELECT count(*)::text || ' ' || min(version) FROM hotpin_schema"), "1 2");
}

TEST_F(PostgresStore, BringsTablesOfTheFirstVersionUp) {
  ASSERT_TRUE(open()->append("a", {"1", "u", "a"}));
  ask("DROP TABLE hotpin_keepsakes");
  ask("UPDATE hotpin_schema SET version = 1");
  const auto store = open();
  EXPECT_EQ(store->load("a").value().size(), 1U);
  ASSERT_TRUE(store->put("name", "bytes", seconds(60)));
  EXPECT_EQ(store->take("name").value(), "bytes");
}

TEST_F(PostgresStore, MakesItsTablesAgainWhenTheyAreGone) {
  const auto store = open();
  ASSERT_TRUE(store->append("a", {"1", "u", "a"}));
  ask("DROP TABLE hotpin_sessions, hotpin_keepsakes, hotpin_schema");
  EXPECT_FALSE(store->append("a", {"2", "u", "a"}));
  EXPECT_TRUE(store->append("a", {"2", "u", "a"}));
}

TEST_F(PostgresStore, DeletesWhatIsOver) {
  const auto store = open();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(store->append(std::to_string(i), {"1", "u", "a"}));
  place.pass(seconds(101));
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(store->append("a", {std::to_string(i), "u", "a"}));
  EXPECT_EQ(ask("SELECT count(*)::text FROM hotpin_sessions"), "1");
  for (const char* const name : {"1", "2", "3"}) ASSERT_TRUE(store->put(name, "b", seconds(50)));
  place.pass(seconds(51));
  ASSERT_TRUE(store->put("4", "b", seconds(50)));
  EXPECT_EQ(ask("SELECT count(*)::text FROM hotpin_keepsakes"), "1");
}

TEST_F(PostgresStore, TheKeyCarriesPrefixAndVersion) {
  store::StoreOptions options{.time_to_live = seconds(100), .key_prefix = "mine"};
  ASSERT_TRUE(place.open(options)->append("a", {"1", "u", "a"}));
  EXPECT_EQ(ask("SELECT convert_from(session_key, 'UTF8') FROM hotpin_sessions"), "mine:1:{a}");
}

TEST_F(PostgresStore, AWrongPasswordIsNotPrinted) {
  store::StoreOptions options;
  options.location = shared_server().url_as("hotpin", "wrong-word");
  const auto refused = shared_server().open(options).value()->check();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, store::kUnavailable);  // an administrator may mend it
  EXPECT_THAT(refused.error().detail, HasSubstr("password authentication failed"));
  EXPECT_THAT(refused.error().detail, Not(HasSubstr("wrong-word")));
  EXPECT_THAT(refused.error().detail, Not(HasSubstr("\n")));
}

TEST_F(PostgresStore, WrongUrlsAreRefusedWithoutTheirSecret) {
  for (const char* const url :
       {"mysql://me:secret@h", "postgres//me:secret@h", "postgres://me:secret%zz@h",
        "postgres://me:secret@h?nothing=secret", "host=h password=secret"}) {
    store::StoreOptions options;
    options.location = url;
    const auto made = shared_server().open(options);
    ASSERT_FALSE(made) << url;
    EXPECT_EQ(made.error().code, store::kBadSetting);
    EXPECT_THAT(made.error().detail, Not(HasSubstr("secret")));
  }
}

TEST_F(PostgresStore, ACutConnectionCostsNoCall) {
  const auto store = open();
  ASSERT_TRUE(store->append("a", {"1", "u", "a"}));
  ask("SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity"
      " WHERE application_name = 'hotpin' AND pid <> pg_backend_pid()");
  const auto kept = store->append("a", {"2", "u", "a"});
  EXPECT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(store->load("a").value().size(), 2U);
}

}  // namespace
}  // namespace hotpin::tests
