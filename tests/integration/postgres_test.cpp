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
std::string ask(const std::string& statement, const std::vector<std::string_view>& values = {}) {
  auto connection = stores::postgres::Connection::open(shared_server().url(), soon()).value();
  const auto rows = connection.run(statement.c_str(), values, soon());
  if (!rows) return "error: " + rows.error().detail;
  return PQntuples(rows.value().get()) == 0 ? "" : stores::postgres::bytes_at(*rows.value(), 0, 0);
}

class PostgresPlace final : public StorePlace {
 public:
  PostgresPlace() {
    if (!missing().empty()) return;
    ask("DROP TABLE IF EXISTS hotpin_schema, hotpin_turn_items, hotpin_sessions, hotpin_keepsakes");
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
  ask("DROP TABLE hotpin_turn_items, hotpin_sessions, hotpin_keepsakes, hotpin_schema");
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

/// What the server of before there were items says, word for word.
constexpr const char* kTablesOfBefore[] = {
    R"(CREATE TABLE hotpin_sessions (
          session_key bytea PRIMARY KEY,
          expires_at timestamptz NOT NULL,
          turn_keys bytea[] NOT NULL, users bytea[] NOT NULL, assistants bytea[] NOT NULL))",
    "CREATE INDEX hotpin_sessions_by_expiry ON hotpin_sessions (expires_at)",
    R"(CREATE TABLE hotpin_keepsakes (
          name bytea PRIMARY KEY, expires_at timestamptz NOT NULL, bytes bytea NOT NULL))",
    "ALTER TABLE hotpin_keepsakes ALTER COLUMN bytes SET STORAGE EXTERNAL",
    "CREATE TABLE IF NOT EXISTS hotpin_schema (version int NOT NULL)",
    "DELETE FROM hotpin_schema",
    "INSERT INTO hotpin_schema VALUES (2)",
};
constexpr const char* kAppendOfBefore = R"(
  INSERT INTO hotpin_sessions AS s (session_key, expires_at, turn_keys, users, assistants)
  VALUES ($1, now() + convert_from($6, 'UTF8')::bigint * interval '1 millisecond',
          ARRAY[$2::bytea], ARRAY[$3::bytea], ARRAY[$4::bytea])
  ON CONFLICT (session_key) DO UPDATE SET
    expires_at = excluded.expires_at,
    (turn_keys, users, assistants) = (
      SELECT CASE WHEN is_over THEN excluded.turn_keys
                  WHEN is_known THEN s.turn_keys
                  ELSE (s.turn_keys || excluded.turn_keys)[first:] END,
             CASE WHEN is_over THEN excluded.users
                  WHEN is_known THEN s.users
                  ELSE (s.users || excluded.users)[first:] END,
             CASE WHEN is_over THEN excluded.assistants
                  WHEN is_known THEN s.assistants
                  ELSE (s.assistants || excluded.assistants)[first:] END
      FROM (SELECT s.expires_at <= now() AS is_over, $2 = ANY (s.turn_keys) AS is_known,
                   greatest(1, cardinality(s.turn_keys) + 2
                               - convert_from($5, 'UTF8')::int) AS first) AS state))";
constexpr const char* kLoadOfBefore = R"(
  WITH used AS (
    UPDATE hotpin_sessions
    SET expires_at = now() + convert_from($3, 'UTF8')::bigint * interval '1 millisecond'
    WHERE session_key = $1 AND expires_at > now()
    RETURNING turn_keys, users, assistants)
  SELECT turn.turn_key, turn.user_text, turn.assistant_text
  FROM used, unnest(turn_keys, users, assistants) WITH ORDINALITY
         AS turn (turn_key, user_text, assistant_text, number)
  WHERE turn.number > cardinality(turn_keys) - convert_from($2, 'UTF8')::int
  ORDER BY turn.number)";
constexpr const char* kCleanOfBefore = R"(
  DELETE FROM hotpin_sessions WHERE session_key IN (
    SELECT session_key FROM hotpin_sessions WHERE expires_at <= now()
    ORDER BY expires_at LIMIT 64 FOR UPDATE SKIP LOCKED))";

/// Beside a server of before there were items, which made the tables.
class PostgresOfBefore : public PostgresStore {
 protected:
  void SetUp() override {
    PostgresStore::SetUp();
    if (IsSkipped()) return;
    for (const char* const statement : kTablesOfBefore) ASSERT_EQ(ask(statement), "");
  }
  static void append(const std::string& key, const std::string& user) {
    ASSERT_EQ(ask(kAppendOfBefore, {"hotpin:1:{a}", key, user, "x", "3", "100000"}), "");
  }
  /// "key user assistant;" of each turn that it gets.
  static std::string load() {
    auto connection = stores::postgres::Connection::open(shared_server().url(), soon()).value();
    const auto rows = connection.run(kLoadOfBefore, {"hotpin:1:{a}", "3", "100000"}, soon());
    if (!rows) return "error: " + rows.error().detail;
    std::string joined;
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
      for (int column = 0; column < 3; ++column) {
        joined += stores::postgres::bytes_at(**rows, row, column) + (column < 2 ? " " : ";");
      }
    }
    return joined;
  }
  static std::string items_count() { return ask("SELECT count(*)::text FROM hotpin_turn_items"); }
  static store::TurnRecord with_note(const std::string& user) {
    return {"2",
            {{"n", store::Item::Kind::system, "be brief"}, {"u", store::Item::Kind::user, user}}};
  }
  std::unique_ptr<store::ContextStore> store =
      place.missing().empty() ? place.open({.time_to_live = seconds(100), .max_turns = 3})
                              : nullptr;
};
using Turns = std::vector<store::TurnRecord>;

TEST_F(PostgresOfBefore, WhatItWroteIsReadAndGoneOnWith) {
  append("1", "one");
  ASSERT_TRUE(store->append("a", with_note("two")));
  append("3", "three");
  EXPECT_EQ(store->load("a").value(),
            (Turns{{"1", "one", "x"}, with_note("two"), {"3", "three", "x"}}));
  ASSERT_TRUE(store->replace("a", {"3", "third", "x"}));
  append("4", "four");
  EXPECT_EQ(store->load("a").value(),
            (Turns{with_note("two"), {"3", "third", "x"}, {"4", "four", "x"}}));
  EXPECT_EQ(ask("SELECT version::text FROM hotpin_schema"), "2");  // it starts with no other
}

TEST_F(PostgresOfBefore, ItReadsWhatIsWrittenNow) {
  ASSERT_TRUE(store->append("a", {"1", "one", "x"}));
  ASSERT_TRUE(store->append("a", with_note("two")));
  append("3", "three");
  ASSERT_TRUE(store->replace("a", with_note("second")));
  EXPECT_EQ(load(), "1 one x;2 second ;3 three x;");
  ASSERT_TRUE(store->remove("a", "1"));
  EXPECT_EQ(load(), "2 second ;3 three x;");
  for (const char* const key : {"2", "3"}) ASSERT_TRUE(store->remove("a", key));
  EXPECT_EQ(load(), "");
  append("4", "four");
  EXPECT_EQ(load(), "4 four x;");
}

TEST_F(PostgresOfBefore, WhatItDeletesTakesItsItemsAlong) {
  ASSERT_TRUE(store->append("a", with_note("two")));
  for (const char* const key : {"3", "4", "5"}) append(key, "more");
  ASSERT_TRUE(store->append("a", {"6", "six", "x"}));  // the note was trimmed by the other server
  EXPECT_EQ(items_count(), "0");
  ASSERT_TRUE(store->append("a", with_note("two")));
  EXPECT_EQ(items_count(), "1");
  place.pass(seconds(101));
  EXPECT_EQ(ask(kCleanOfBefore), "");
  EXPECT_EQ(items_count(), "0");
  ASSERT_TRUE(store->append("a", with_note("two")));
  ask("DELETE FROM hotpin_sessions WHERE session_key = $1", {"hotpin:1:{a}"});
  EXPECT_EQ(items_count(), "0");
}

TEST_F(PostgresOfBefore, DamagedItemsAreThePlainExchange) {
  for (const char* const items : {"", "[{", "7", "[[[]]]", "\\\\000"}) {
    ASSERT_TRUE(store->append("a", with_note("two")));
    ask("UPDATE hotpin_turn_items SET items = '" + std::string(items) + "'");
    EXPECT_EQ(store->load("a").value(), (Turns{{"2", "two", ""}})) << items;
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
