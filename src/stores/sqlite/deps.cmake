set(sqlite_libraries SQLite::SQLite3)
