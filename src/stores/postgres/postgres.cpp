#include <optional>
#include <utility>

#include "store/context.hpp"
#include "store/items_text.hpp"
#include "stores/postgres/connection.hpp"
#include "stores/postgres/schema.hpp"

namespace hotpin::stores::postgres {
namespace {

/// What is over is deleted once in so many appends, and so many rows at most: more than are made.
constexpr int kAppendsPerCleaning = 16;
constexpr const char* kClean = R"(
  DELETE FROM hotpin_sessions WHERE session_key IN (
    SELECT session_key FROM hotpin_sessions WHERE expires_at <= now()
    ORDER BY expires_at LIMIT 64 FOR UPDATE SKIP LOCKED))";

/// Values: key, turn key, user, assistant, items (none for a plain exchange), milliseconds to live,
/// most turns. What is over is begun anew; a turn that is there already gets these words.
constexpr const char* kAppend = R"(
  WITH session AS (
    INSERT INTO hotpin_sessions AS s (session_key, expires_at, turn_keys, users, assistants)
    VALUES ($1, now() + convert_from($6, 'UTF8')::bigint * interval '1 millisecond',
            ARRAY[$2::bytea], ARRAY[$3::bytea], ARRAY[$4::bytea])
    ON CONFLICT (session_key) DO UPDATE SET
      expires_at = excluded.expires_at,
      (turn_keys, users, assistants) = (
        SELECT CASE WHEN is_over THEN excluded.turn_keys
                    WHEN place > 0 THEN s.turn_keys
                    ELSE (s.turn_keys || excluded.turn_keys)[first:] END,
               CASE WHEN is_over THEN excluded.users
                    WHEN place > 0 THEN s.users[:place - 1] || excluded.users || s.users[place + 1:]
                    ELSE (s.users || excluded.users)[first:] END,
               CASE WHEN is_over THEN excluded.assistants
                    WHEN place > 0 THEN s.assistants[:place - 1] || excluded.assistants
                                        || s.assistants[place + 1:]
                    ELSE (s.assistants || excluded.assistants)[first:] END
        FROM (SELECT s.expires_at <= now() AS is_over,
                     array_position(s.turn_keys, $2::bytea) AS place,
                     greatest(1, cardinality(s.turn_keys) + 2
                                 - convert_from($7, 'UTF8')::int) AS first) AS state)
    RETURNING turn_keys),)";

/// The same values without the last. Nothing where the turn is not there.
constexpr const char* kReplace = R"(
  WITH session AS (
    UPDATE hotpin_sessions AS s SET
      expires_at = now() + convert_from($6, 'UTF8')::bigint * interval '1 millisecond',
      (users, assistants) = (
        SELECT s.users[:place - 1] || $3::bytea || s.users[place + 1:],
               s.assistants[:place - 1] || $4::bytea || s.assistants[place + 1:]
        FROM array_position(s.turn_keys, $2::bytea) AS place)
    WHERE session_key = $1 AND expires_at > now() AND $2::bytea = ANY (turn_keys)
    RETURNING turn_keys),)";

/// Behind either: the turn's items, and away with those whose turn is gone. What it does waits for
/// the session's row, and so for whoever else writes to the session.
constexpr const char* kKeepItems = R"(
  gone AS (
    DELETE FROM hotpin_turn_items AS i USING session
    WHERE i.session_key = $1 AND (i.turn_key <> ALL (session.turn_keys)
                                  OR (i.turn_key = $2 AND $5::bytea = '')))
  INSERT INTO hotpin_turn_items (session_key, turn_key, items)
  SELECT $1, $2, $5::bytea FROM session WHERE $5::bytea <> ''
  ON CONFLICT (session_key, turn_key) DO UPDATE SET items = excluded.items)";

/// Values: key, turn key.
constexpr const char* kRemove = R"(
  WITH session AS (
    UPDATE hotpin_sessions AS s SET (turn_keys, users, assistants) = (
      SELECT s.turn_keys[:place - 1] || s.turn_keys[place + 1:],
             s.users[:place - 1] || s.users[place + 1:],
             s.assistants[:place - 1] || s.assistants[place + 1:]
      FROM array_position(s.turn_keys, $2::bytea) AS place)
    WHERE session_key = $1 AND $2::bytea = ANY (turn_keys)
    RETURNING session_key)
  DELETE FROM hotpin_turn_items AS i USING session
  WHERE i.session_key = session.session_key AND i.turn_key = $2)";

/// Values: key, most turns, milliseconds to live. Rows and items are read as of one moment, since
/// what `used` changes is not seen beside it.
constexpr const char* kLoad = R"(
  WITH used AS (
    UPDATE hotpin_sessions
    SET expires_at = now() + convert_from($3, 'UTF8')::bigint * interval '1 millisecond'
    WHERE session_key = $1 AND expires_at > now())
  SELECT turn.turn_key, turn.user_text, turn.assistant_text, i.items
  FROM hotpin_sessions AS s
  CROSS JOIN unnest(s.turn_keys, s.users, s.assistants) WITH ORDINALITY
         AS turn (turn_key, user_text, assistant_text, number)
  LEFT JOIN hotpin_turn_items AS i USING (session_key, turn_key)
  WHERE s.session_key = $1 AND s.expires_at > now()
    AND turn.number > cardinality(s.turn_keys) - convert_from($2, 'UTF8')::int
  ORDER BY turn.number)";

constexpr const char* kErase = "DELETE FROM hotpin_sessions WHERE session_key = $1";

/// Beside each put, which is rare.
constexpr const char* kCleanKeepsakes = R"(
  DELETE FROM hotpin_keepsakes WHERE name IN (
    SELECT name FROM hotpin_keepsakes WHERE expires_at <= now()
    ORDER BY expires_at LIMIT 64 FOR UPDATE SKIP LOCKED))";

/// Values: name, bytes, milliseconds to live.
constexpr const char* kPut = R"(
  INSERT INTO hotpin_keepsakes (name, bytes, expires_at)
  VALUES ($1, $2, now() + convert_from($3, 'UTF8')::bigint * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, expires_at = excluded.expires_at)";

/// Whoever comes second waits for the row, and finds it gone.
constexpr const char* kTake = R"(
  WITH taken AS (DELETE FROM hotpin_keepsakes WHERE name = $1 RETURNING bytes, expires_at)
  SELECT bytes FROM taken WHERE expires_at > now())";

std::string in_ms(base::Duration span) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
}

/// Faults of the values (SQLSTATE classes 22 and 23), which no waiting cures.
bool is_about_record(const base::Error& error) {
  return error.code.starts_with("22") || error.code.starts_with("23");
}

/// The server shut down or restarted (class 57): the connection was an old one.
bool is_lost(const base::Error& error) {
  return error.code == "cut" || error.code.starts_with("57P");
}

/// History in a PostgreSQL database that several machines share. Owned by `app`; one thread.
class PostgresStore final : public store::ContextStore {
 public:
  explicit PostgresStore(store::StoreOptions options) : options_(std::move(options)) {}

  base::Status check() override { return done(ask("SELECT 1 FROM hotpin_sessions LIMIT 1", {})); }

  base::Result<std::vector<store::TurnRecord>> load(const std::string& session_id) override {
    std::vector<store::TurnRecord> turns;
    if (keeps_nothing()) return turns;
    auto rows = ask(kLoad, {store::key_of(options_, session_id), max_turns_, ttl_ms_});
    if (!rows) return rows.error();
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
      turns.push_back(store::turn_of(bytes_at(**rows, row, 0), bytes_at(**rows, row, 1),
                                     bytes_at(**rows, row, 2), bytes_at(**rows, row, 3)));
    }
    return turns;
  }

  base::Status append(const std::string& session_id, const store::TurnRecord& turn) override {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    if (keeps_nothing()) return base::ok();
    const base::Status kept = done(ask(
        append_.c_str(), {store::key_of(options_, session_id), turn.turn_key, turn.user_text(),
                          turn.assistant_text(), store::items_text(turn), ttl_ms_, max_turns_}));
    if (!kept || ++appends_ % kAppendsPerCleaning != 0) return kept;
    static_cast<void>(ask(kClean, {}));  // the turn is kept, whatever becomes of this
    return kept;
  }

  base::Status replace(const std::string& session_id, const store::TurnRecord& turn) override {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    return done(
        ask(replace_.c_str(), {store::key_of(options_, session_id), turn.turn_key, turn.user_text(),
                               turn.assistant_text(), store::items_text(turn), ttl_ms_}));
  }

  base::Status remove(const std::string& session_id, const std::string& turn_key) override {
    return done(ask(kRemove, {store::key_of(options_, session_id), turn_key}));
  }

  base::Status erase(const std::string& session_id) override {
    return done(ask(kErase, {store::key_of(options_, session_id)}));
  }

  base::Status put(const std::string& name, const std::string& bytes,
                   base::Duration time_to_live) override {
    if (auto fits = store::check_keepsake(bytes, time_to_live); !fits) return fits;
    const base::Status kept =
        done(ask(kPut, {store::keepsake_key(options_, name), bytes, in_ms(time_to_live)}));
    if (kept) static_cast<void>(ask(kCleanKeepsakes, {}));
    return kept;
  }

  base::Result<std::optional<std::string>> take(const std::string& name) override {
    const auto rows = ask(kTake, {store::keepsake_key(options_, name)});
    if (!rows) return rows.error();
    if (PQntuples(rows->get()) == 0) return std::optional<std::string>{};
    return std::optional<std::string>(bytes_at(**rows, 0, 0));
  }

 private:
  bool keeps_nothing() const { return options_.time_to_live == base::Duration::zero(); }

  static base::Status done(const base::Result<Rows>& rows) {
    return rows ? base::ok() : base::Status(rows.error());
  }

  /// Over the connection there is; once more over a new one if that is lost.
  base::Result<Rows> ask(const char* statement, const std::vector<std::string_view>& values) {
    const base::TimePoint deadline = std::chrono::steady_clock::now() + options_.timeout;
    if (connection_) {
      auto rows = connection_->run(statement, values, deadline);
      if (rows) return rows;
      connection_.reset();
      if (!is_lost(rows.error())) return fault(rows.error());
    }
    auto opened = Connection::open(options_.location, deadline);
    if (!opened) return fault(opened.error());
    if (auto ready = migrate(*opened, deadline); !ready) return fault(ready.error());
    auto rows = opened->run(statement, values, deadline);
    if (!rows) return fault(rows.error());
    connection_ = std::move(*opened);
    return rows;
  }

  base::Error fault(const base::Error& error) const {
    const char* const code = error.code == store::kBadSetting ? store::kBadSetting
                             : is_about_record(error)         ? store::kRefused
                                                              : store::kUnavailable;
    return {code, store::masked(options_.location) + ": " + error.detail};
  }

  const store::StoreOptions options_;
  const std::string max_turns_ = std::to_string(options_.max_turns);
  const std::string ttl_ms_ = in_ms(options_.time_to_live);
  const std::string append_ = std::string(kAppend) + kKeepItems;
  const std::string replace_ = std::string(kReplace) + kKeepItems;
  std::optional<Connection> connection_;
  int appends_ = 0;
};

}  // namespace

/// At options.location. The clock that counts is the database server's.
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options) {
  if (auto checked = Connection::check_url(options.location); !checked) {
    return base::Error{store::kBadSetting, "HOTPIN_STORE_URL: " + checked.error().detail};
  }
  return std::unique_ptr<store::ContextStore>(std::make_unique<PostgresStore>(options));
}

base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::Context& context) {
  const auto options = store::options_at_url(context, "postgres");
  if (!options) return options.error();
  return open_store(*options);
}

}  // namespace hotpin::stores::postgres
