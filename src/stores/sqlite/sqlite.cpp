#include <filesystem>
#include <optional>
#include <utility>

#include "store/context.hpp"
#include "store/items_text.hpp"
#include "stores/sqlite/database.hpp"

namespace hotpin::stores::sqlite {
namespace {

constexpr const char* kHistoryFile = "history.db";
/// Marks the file as ours in its header ("Hotp"), beside the schema's version.
constexpr std::int64_t kApplicationId = 0x486F7470;
/// Forgotten with each append; more than an append adds, so that they never pile up.
constexpr std::int64_t kExpiredPerAppend = 20;

/// Scripts that lead from each version of the tables to the next; a new version adds one.
constexpr const char* kSteps[] = {
    R"(
  CREATE TABLE sessions(
    session_key TEXT PRIMARY KEY, last_used_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX sessions_by_use ON sessions(last_used_ms);
  CREATE TABLE turns(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    turn_key TEXT NOT NULL, user TEXT NOT NULL, assistant TEXT NOT NULL,
    UNIQUE(session_key, turn_key));
  PRAGMA application_id = 0x486F7470;
  PRAGMA user_version = 1;)",
    R"(
  CREATE TABLE keepsakes(name TEXT PRIMARY KEY, over_ms INTEGER NOT NULL, bytes BLOB NOT NULL);
  PRAGMA user_version = 2;)",
};
constexpr std::int64_t kVersion = std::size(kSteps);

/// What is no plain exchange (store/items_text.hpp). Not in a version of its own, which would keep
/// a server of before out of the file; what that one deletes takes its items along.
constexpr const char* kMakeItems = R"(
  CREATE TABLE IF NOT EXISTS turn_items(
    session_key TEXT NOT NULL, turn_key TEXT NOT NULL, items BLOB NOT NULL,
    PRIMARY KEY(session_key, turn_key),
    FOREIGN KEY(session_key, turn_key) REFERENCES turns(session_key, turn_key) ON DELETE CASCADE);)";

/// What is kept in one file that the processes of a machine share. Owned by `app`; one thread.
class SqliteStore final : public store::ContextStore {
 public:
  SqliteStore(store::StoreOptions options, store::Now now)
      : options_(std::move(options)), now_(std::move(now)) {}

  base::Status check() override {
    if (auto opened = open(); !opened) return opened;
    return named(database_->run("SELECT 1 FROM sessions LIMIT 1"));
  }

  base::Result<std::vector<store::TurnRecord>> load(const std::string& session_id) override {
    std::vector<store::TurnRecord> turns;
    if (auto opened = open(); !opened) return opened.error();
    const std::string key = store::key_of(options_, session_id);
    const base::Status read = database_->run(
        "SELECT turn_key, user, assistant, items FROM (SELECT * FROM turns JOIN sessions"
        " USING (session_key) WHERE session_key = ?1 AND last_used_ms > ?2"
        " ORDER BY number DESC LIMIT ?3) LEFT JOIN turn_items USING (session_key, turn_key)"
        " ORDER BY number",
        {key, expired_ms(), static_cast<std::int64_t>(options_.max_turns)},
        [&turns](sqlite3_stmt& row) {
          turns.push_back(
              store::turn_of(text_of(row, 0), text_of(row, 1), text_of(row, 2), text_of(row, 3)));
        });
    if (!read) return named(read).error();
    // What was read is not lost because the disk is full: the next append tells of that.
    if (!turns.empty()) static_cast<void>(touch(key));
    return turns;
  }

  base::Status append(const std::string& session_id, const store::TurnRecord& turn) override {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    if (options_.time_to_live == base::Duration::zero()) return base::ok();
    if (auto opened = open(); !opened) return opened;
    const std::string key = store::key_of(options_, session_id);
    return named(database_->in_transaction([&]() -> base::Status {
      if (auto forgotten = forget_expired(key); !forgotten) return forgotten;
      if (auto added = add(key, turn); !added) return added;
      if (auto kept = keep_items(key, turn); !kept) return kept;
      return trim(key);
    }));
  }

  base::Status replace(const std::string& session_id, const store::TurnRecord& turn) override {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    if (auto opened = open(); !opened) return opened;
    const std::string key = store::key_of(options_, session_id);
    return named(database_->in_transaction([&]() -> base::Status {
      if (auto forgotten = forget_expired(key); !forgotten) return forgotten;
      const auto replaced = database_->run(
          "UPDATE turns SET user = ?3, assistant = ?4 WHERE session_key = ?1 AND turn_key = ?2",
          {key, turn.turn_key, turn.user_text(), turn.assistant_text()});
      if (!replaced || database_->rows_changed() == 0) return replaced;
      if (auto kept = keep_items(key, turn); !kept) return kept;
      return touch(key);
    }));
  }

  base::Status remove(const std::string& session_id, const std::string& turn_key) override {
    if (auto opened = open(); !opened) return opened;
    return named(database_->run("DELETE FROM turns WHERE session_key = ?1 AND turn_key = ?2",
                                {store::key_of(options_, session_id), turn_key}));
  }

  base::Status erase(const std::string& session_id) override {
    if (auto opened = open(); !opened) return opened;
    return named(database_->run("DELETE FROM sessions WHERE session_key = ?1",
                                {store::key_of(options_, session_id)}));
  }

  base::Status put(const std::string& name, const std::string& bytes,
                   base::Duration time_to_live) override {
    if (auto fits = store::check_keepsake(bytes, time_to_live); !fits) return fits;
    if (auto opened = open(); !opened) return opened;
    return named(database_->in_transaction([&]() -> base::Status {
      const base::Status kept = database_->run(
          "INSERT INTO keepsakes(name, over_ms, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
          " SET over_ms = excluded.over_ms, bytes = excluded.bytes",
          {store::keepsake_key(options_, name), now_ms() + in_ms(time_to_live), Blob{bytes}});
      return kept ? bound_keepsakes() : kept;
    }));
  }

  base::Result<std::optional<std::string>> take(const std::string& name) override {
    if (auto opened = open(); !opened) return opened.error();
    std::optional<std::string> bytes;
    // One statement: the file is locked before it reads, and it deletes before it gives.
    const base::Status taken = database_->run(
        "DELETE FROM keepsakes WHERE name = ?1 RETURNING over_ms > ?2, bytes",
        {store::keepsake_key(options_, name), now_ms()}, [&bytes](sqlite3_stmt& row) {
          if (sqlite3_column_int(&row, 0) != 0) bytes = text_of(row, 1);
        });
    if (!taken) return named(taken).error();
    return bytes;
  }

 private:
  static std::int64_t in_ms(base::Duration span) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
  }
  std::int64_t now_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now_().time_since_epoch()).count();
  }
  /// A session last used then or earlier is over.
  std::int64_t expired_ms() const { return now_ms() - in_ms(options_.time_to_live); }

  base::Status open() {
    if (database_) return base::ok();
    auto database = Database::open(options_.location, options_.timeout);
    if (!database) return named(database.error());
    database_ = std::move(*database);
    const base::Status ready = database_->in_transaction([this] {
      base::Status made = make_tables();
      if (made) made = database_->run_all(kMakeItems);
      return made ? correct_times() : made;
    });
    if (!ready) database_.reset();
    return named(ready);
  }

  /// An error that says which file it is about.
  base::Status named(base::Status status) const {
    if (status) return status;
    const base::Error& error = status.error();
    return base::Error{error.code, "the history file " + options_.location + ": " + error.detail};
  }

  base::Status make_tables() {
    std::int64_t tables = 0;
    std::int64_t owner = 0;
    std::int64_t version = 0;
    const base::Status read = database_->run(
        "SELECT (SELECT count(*) FROM sqlite_schema), application_id, user_version"
        " FROM pragma_application_id, pragma_user_version",
        {}, [&](sqlite3_stmt& row) {
          tables = sqlite3_column_int64(&row, 0);
          owner = sqlite3_column_int64(&row, 1);
          version = sqlite3_column_int64(&row, 2);
        });
    if (!read) return read;
    if (tables == 0) return raise_version(0);
    if (owner != kApplicationId) {
      return base::Error{store::kBadSetting, "it is another program's database"};
    }
    if (version >= 1 && version <= kVersion) return raise_version(version);
    return base::Error{store::kBadSetting, "its schema is version " + std::to_string(version) +
                                               "; this is version " + std::to_string(kVersion) +
                                               ": move the file away"};
  }

  /// What was written while the machine's clock was ahead would be kept for as long as it was.
  base::Status correct_times() {
    const auto corrected =
        database_->run("UPDATE sessions SET last_used_ms = ?1 WHERE last_used_ms > ?1", {now_ms()});
    if (!corrected) return corrected;
    return database_->run("UPDATE keepsakes SET over_ms = ?1 WHERE over_ms > ?1",
                          {now_ms() + in_ms(store::kLongestKeepsake)});
  }

  base::Status raise_version(std::int64_t version) {
    for (; version < kVersion; ++version) {
      if (auto raised = database_->run_all(kSteps[version]); !raised) return raised;
    }
    return base::ok();
  }

  /// What is over goes, and then what is soonest over beyond the bound.
  base::Status bound_keepsakes() {
    const auto gone = database_->run("DELETE FROM keepsakes WHERE over_ms <= ?1", {now_ms()});
    if (!gone) return gone;
    return database_->run(
        "DELETE FROM keepsakes WHERE name IN (SELECT name FROM (SELECT name,"
        " sum(length(bytes)) OVER (ORDER BY over_ms DESC, name) AS longer_kept FROM keepsakes)"
        " WHERE longer_kept > ?1)",
        {static_cast<std::int64_t>(store::kMaxKeepsakesBytes)});
  }

  base::Status forget_expired(const std::string& key) {
    // Its own first: what is over is not continued.
    const auto gone = database_->run(
        "DELETE FROM sessions WHERE session_key = ?1 AND last_used_ms <= ?2", {key, expired_ms()});
    if (!gone) return gone;
    return database_->run(
        "DELETE FROM sessions WHERE session_key IN"
        " (SELECT session_key FROM sessions WHERE last_used_ms <= ?1 LIMIT ?2)",
        {expired_ms(), kExpiredPerAppend});
  }

  base::Status add(const std::string& key, const store::TurnRecord& turn) {
    const auto used = database_->run(
        "INSERT INTO sessions(session_key, last_used_ms) VALUES (?1, ?2)"
        " ON CONFLICT DO UPDATE SET last_used_ms = excluded.last_used_ms",
        {key, now_ms()});
    if (!used) return used;
    return database_->run(
        "INSERT INTO turns(session_key, turn_key, user, assistant) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET user = excluded.user, assistant = excluded.assistant",
        {key, turn.turn_key, turn.user_text(), turn.assistant_text()});
  }

  base::Status keep_items(const std::string& key, const store::TurnRecord& turn) {
    const std::string items = store::items_text(turn);
    if (items.empty()) {
      return database_->run("DELETE FROM turn_items WHERE session_key = ?1 AND turn_key = ?2",
                            {key, turn.turn_key});
    }
    return database_->run(
        "INSERT INTO turn_items(session_key, turn_key, items) VALUES (?1, ?2, ?3)"
        " ON CONFLICT DO UPDATE SET items = excluded.items",
        {key, turn.turn_key, Blob{items}});
  }

  base::Status touch(const std::string& key) {
    return database_->run("UPDATE sessions SET last_used_ms = ?2 WHERE session_key = ?1",
                          {key, now_ms()});
  }

  base::Status trim(const std::string& key) {
    return database_->run(
        "DELETE FROM turns WHERE session_key = ?1 AND number NOT IN (SELECT number FROM turns"
        " WHERE session_key = ?1 ORDER BY number DESC LIMIT ?2)",
        {key, static_cast<std::int64_t>(options_.max_turns)});
  }

  const store::StoreOptions options_;
  const store::Now now_;
  std::optional<Database> database_;
};

}  // namespace

/// In the file of options.location.
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder = fs::path(options.location).parent_path();
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (!fs::is_directory(folder, error)) {
    return base::Error{store::kBadSetting, "there is no folder " + folder.string() +
                                               " for the history file, and it cannot be made"};
  }
  return std::unique_ptr<store::ContextStore>(
      std::make_unique<SqliteStore>(options, std::move(now)));
}

base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::Context& context) {
  if (context.state_folder.empty()) {
    return base::Error{store::kBadSetting, "HOTPIN_STATE_DIR is not set, and neither is HOME"};
  }
  store::StoreOptions options = context.options;
  options.location = (context.state_folder / kHistoryFile).string();
  return open_store(options, context.now);
}

}  // namespace hotpin::stores::sqlite
