#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::stores::sqlite {

/// A value given to a statement; it is data, never part of the query.
struct Blob {
  std::string_view bytes;
};
using Value = std::variant<std::int64_t, std::string_view, Blob>;

/// One connection to a file. Owned by the store; one thread at a time.
class Database {
 public:
  /// Opens or makes the file, readable by this user alone. Other processes may have it open: a call
  /// waits for theirs at most for `timeout`.
  static base::Result<Database> open(const std::string& path, base::Duration timeout);

  /// One statement to its end; `on_row`, when given, sees every row of it.
  template <typename OnRow>
  base::Status run(const char* query, std::initializer_list<Value> values, OnRow on_row);
  base::Status run(const char* query, std::initializer_list<Value> values = {}) {
    return run(query, values, [](sqlite3_stmt&) {});
  }
  /// Several statements without values.
  base::Status run_all(const char* script);

  /// Runs `steps` in one transaction that writes: all of it or nothing.
  template <typename Steps>
  base::Status in_transaction(Steps steps);

  int rows_changed() const { return sqlite3_changes(connection_.get()); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  base::Result<Statement> prepare(const char* query, std::initializer_list<Value> values);
  base::Error fault() const;

  std::unique_ptr<sqlite3, Close> connection_;
};

std::string text_of(sqlite3_stmt& row, int column);

template <typename OnRow>
base::Status Database::run(const char* query, std::initializer_list<Value> values, OnRow on_row) {
  auto statement = prepare(query, values);
  if (!statement) return statement.error();
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) on_row(**statement);
  return code == SQLITE_DONE ? base::ok() : base::Status(fault());
}

template <typename Steps>
base::Status Database::in_transaction(Steps steps) {
  if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
  base::Status done = steps();
  if (done) done = run("COMMIT");
  if (!done) static_cast<void>(run("ROLLBACK"));
  return done;
}

}  // namespace hotpin::stores::sqlite
