#include "stores/postgres/schema.hpp"

#include <charconv>
#include <string>

#include "store/context_store.hpp"

namespace hotpin::stores::postgres {
namespace {

/// Statements that lead from each version of the tables to the next; a new version adds a row.
/// A session is one
/// row with its turns in arrays, so that one statement appends, and two writers need no lock.
/// Texts are bytes: what was said need not fit the database's encoding.
constexpr const char* kSteps[][2] = {
    {R"(CREATE TABLE hotpin_sessions (
          session_key bytea PRIMARY KEY,
          expires_at timestamptz NOT NULL,
          turn_keys bytea[] NOT NULL, users bytea[] NOT NULL, assistants bytea[] NOT NULL))",
     "CREATE INDEX hotpin_sessions_by_expiry ON hotpin_sessions (expires_at)"},
    {R"(CREATE TABLE hotpin_keepsakes (
          name bytea PRIMARY KEY, expires_at timestamptz NOT NULL, bytes bytea NOT NULL))",
     // Pictures do not become smaller: no time is lost on trying.
     "ALTER TABLE hotpin_keepsakes ALTER COLUMN bytes SET STORAGE EXTERNAL"},
};
constexpr int kVersion = std::size(kSteps);

/// What is no plain exchange (store/items_text.hpp). Not in a version of its own, which would keep
/// a server of before away from the tables; what that one deletes takes its items along.
constexpr const char* kMakeItems = R"(
  CREATE TABLE IF NOT EXISTS hotpin_turn_items (
    session_key bytea NOT NULL REFERENCES hotpin_sessions ON DELETE CASCADE,
    turn_key bytea NOT NULL, items bytea NOT NULL, PRIMARY KEY (session_key, turn_key)))";

base::Result<bool> has_table(Connection& connection, const std::string& name,
                             base::TimePoint deadline) {
  // Not to_regclass(): that answers from a cache which a wait for the lock does not renew.
  const auto found = connection.run(
      "SELECT FROM pg_tables WHERE tablename = convert_from($1, 'UTF8')"
      " AND schemaname = ANY (current_schemas(false))",
      {name}, deadline);
  if (!found) return found.error();
  return PQntuples(found->get()) > 0;
}

base::Result<int> read_version(Connection& connection, base::TimePoint deadline) {
  const auto is_there = has_table(connection, "hotpin_schema", deadline);
  if (!is_there) return is_there.error();
  if (!*is_there) return 0;
  auto rows = connection.run("SELECT version::text FROM hotpin_schema", {}, deadline);
  if (!rows) return rows.error();
  if (PQntuples(rows->get()) == 0) return 0;
  const std::string text = bytes_at(**rows, 0, 0);
  int version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

base::Status raise_version(Connection& connection, int version, base::TimePoint deadline) {
  const auto run = [&](const std::string& statement) {
    return connection.run(statement.c_str(), {}, deadline);
  };
  for (; version < kVersion; ++version) {
    for (const char* const statement : kSteps[version]) {
      if (auto done = run(statement); !done) return done.error();
    }
  }
  if (auto made = run("CREATE TABLE IF NOT EXISTS hotpin_schema (version int NOT NULL)"); !made) {
    return made.error();
  }
  if (auto cleared = run("DELETE FROM hotpin_schema"); !cleared) return cleared.error();
  auto noted = run("INSERT INTO hotpin_schema VALUES (" + std::to_string(version) + ")");
  return noted ? base::ok() : base::Status(noted.error());
}

base::Status migrate_alone(Connection& connection, base::TimePoint deadline) {
  // The number is this program's own ("Hotp"); the lock goes with the transaction.
  auto locked = connection.run("SELECT pg_advisory_xact_lock(1215263856)", {}, deadline);
  if (!locked) return locked.error();
  const auto version = read_version(connection, deadline);  // another may have been here first
  if (!version) return version.error();
  if (*version < kVersion) {
    if (auto raised = raise_version(connection, *version, deadline); !raised) return raised;
  }
  const auto made = connection.run(kMakeItems, {}, deadline);
  return made ? base::ok() : base::Status(made.error());
}

}  // namespace

base::Status migrate(Connection& connection, base::TimePoint deadline) {
  const auto version = read_version(connection, deadline);
  if (!version) return version.error();
  const auto has_items = has_table(connection, "hotpin_turn_items", deadline);
  if (!has_items) return has_items.error();
  if (*version == kVersion && *has_items) return base::ok();
  if (*version > kVersion || *version < 0) {
    return base::Error{store::kBadSetting, "its tables are version " + std::to_string(*version) +
                                               "; this is version " + std::to_string(kVersion)};
  }
  if (auto begun = connection.run("BEGIN", {}, deadline); !begun) return begun.error();
  // After a fault the connection is closed, and that is the rollback.
  if (auto migrated = migrate_alone(connection, deadline); !migrated) return migrated;
  auto committed = connection.run("COMMIT", {}, deadline);
  return committed ? base::ok() : base::Status(committed.error());
}

}  // namespace hotpin::stores::postgres
