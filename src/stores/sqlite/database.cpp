#include "stores/sqlite/database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "store/context_store.hpp"

namespace hotpin::stores::sqlite {
namespace {

/// History is nobody else's to read; SQLite gives its other files the rights of this one.
void make_private_file(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0600;
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, kOwnerOnly);
  if (file >= 0) ::close(file);
}

/// What will not pass by waiting: it is no database, or not ours to write.
bool is_hopeless(int code) {
  switch (code & 0xFF) {  // the extended codes keep the plain one in their low byte
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return true;
    default:
      return false;
  }
}

/// What is about the record and not about the file.
bool is_about_record(int code) { return code == SQLITE_TOOBIG || code == SQLITE_MISMATCH; }

int bind(sqlite3_stmt* statement, int place, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, place, *number);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    // Not copied, for it may be large: it outlives the statement.
    return sqlite3_bind_blob64(statement, place, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  }
  const auto text = std::get<std::string_view>(value);
  return sqlite3_bind_text64(statement, place, text.data(), text.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

}  // namespace

base::Result<Database> Database::open(const std::string& path, base::Duration timeout) {
  make_private_file(path);
  Database database;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.connection_.reset(connection);
  if (code != SQLITE_OK) return database.fault();
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(timeout);
  sqlite3_busy_timeout(connection, static_cast<int>(wait.count()));
  const base::Status prepared = database.run_all(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
  if (!prepared) return prepared.error();
  return database;
}

base::Result<Database::Statement> Database::prepare(const char* query,
                                                    std::initializer_list<Value> values) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(connection_.get(), query, -1, &raw, nullptr) != SQLITE_OK) return fault();
  Statement statement(raw);
  int place = 0;
  for (const Value& value : values) {
    if (bind(raw, ++place, value) != SQLITE_OK) return fault();
  }
  return statement;
}

base::Status Database::run_all(const char* script) {
  const int code = sqlite3_exec(connection_.get(), script, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? base::ok() : base::Status(fault());
}

base::Error Database::fault() const {
  const int code = sqlite3_errcode(connection_.get());
  const char* const kind = is_hopeless(code)       ? store::kBadSetting
                           : is_about_record(code) ? store::kRefused
                                                   : store::kUnavailable;
  return {kind, sqlite3_errmsg(connection_.get())};
}

std::string text_of(sqlite3_stmt& row, int column) {
  const auto* const text = static_cast<const char*>(sqlite3_column_blob(&row, column));
  const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(&row, column));
  return text == nullptr ? std::string{} : std::string(text, bytes);
}

}  // namespace hotpin::stores::sqlite
