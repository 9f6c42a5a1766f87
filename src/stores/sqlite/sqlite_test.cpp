#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "conformance/store_contract.hpp"
#include "store/context.hpp"
#include "stores/sqlite/database.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::stores::sqlite {

base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now);
base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::Context& context);

namespace {

using std::chrono::seconds;

class SqlitePlace final : public tests::StorePlace {
 public:
  std::unique_ptr<store::ContextStore> open(store::StoreOptions options) override {
    options.location = path();
    return open_store(options, [this] { return now; }).value();
  }
  void become_another_version() override {
    auto database = Database::open(path(), seconds(1)).value();
    ASSERT_TRUE(database.run_all("PRAGMA user_version = 99"));
  }
  std::string path() const { return folder_.path() / "state" / "history.db"; }

 private:
  tests::TempFolder folder_;
};

store::StoreOptions options_for_day() {
  return {.time_to_live = std::chrono::hours(24), .max_turns = 10};
}

TEST(SqliteStore, RefusesAFileThatIsNotItsOwn) {
  tests::TempFolder folder;
  store::StoreOptions options = options_for_day();
  options.location = folder.path() / "letter.txt";
  std::ofstream(options.location) << "Dear reader, this is a letter and no database at all.\n"
                                  << std::string(4096, 'x');
  const auto letter = open_store(options, std::chrono::system_clock::now).value()->check();
  ASSERT_FALSE(letter);
  EXPECT_EQ(letter.error().code, store::kBadSetting);
  EXPECT_NE(letter.error().detail.find(options.location), std::string::npos);

  options.location = folder.path() / "others.db";
  ASSERT_TRUE(Database::open(options.location, seconds(1)).value().run_all("CREATE TABLE t(x)"));
  const auto others = open_store(options, std::chrono::system_clock::now).value()->check();
  ASSERT_FALSE(others);
  EXPECT_EQ(others.error().code, store::kBadSetting);
}

// A clock that was a year ahead, and is right at the next start: what was written then is kept no
// longer than anything else.
TEST(SqliteStore, CorrectsTimesThatAreStillToCome) {
  constexpr auto kYear = std::chrono::hours(24 * 365);
  SqlitePlace place;
  place.now += kYear;
  auto store = place.open(options_for_day());
  ASSERT_TRUE(store->append("kitchen", {"1", "hello", "good day"}));
  ASSERT_TRUE(store->put("picture", "bytes", seconds(600)));
  place.now -= kYear;
  store = place.open(options_for_day());
  ASSERT_TRUE(store->check());
  place.now += std::chrono::hours(25);
  EXPECT_TRUE(store->load("kitchen").value().empty());
  EXPECT_EQ(store->take("picture").value(), std::nullopt);
}

TEST(SqliteStore, CorrectedTimesKeepWhatIsStillWanted) {
  SqlitePlace place;
  place.now += std::chrono::hours(1);
  auto store = place.open(options_for_day());
  ASSERT_TRUE(store->append("kitchen", {"1", "hello", "good day"}));
  ASSERT_TRUE(store->put("picture", "bytes", seconds(600)));
  place.now -= std::chrono::hours(1);
  store = place.open(options_for_day());
  EXPECT_EQ(store->load("kitchen").value().size(), 1U);
  EXPECT_EQ(store->take("picture").value(), "bytes");
}

TEST(SqliteStore, RefusesAnImpossiblePlace) {
  store::StoreOptions options = options_for_day();
  options.location = "/dev/null/state/history.db";
  const auto made = open_store(options, std::chrono::system_clock::now);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, store::kBadSetting);
}

TEST(SqliteStore, IsAFileOfTheStateFolder) {
  const tests::TempFolder folder;
  const base::Settings none = base::Settings::load({}, {}).value();
  const auto made =
      make_store({none, folder.path(), options_for_day(), std::chrono::system_clock::now});
  ASSERT_TRUE(made);
  ASSERT_TRUE(made.value()->check());
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "history.db"));
  const auto nowhere = make_store({none, {}, options_for_day(), std::chrono::system_clock::now});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().detail, "HOTPIN_STATE_DIR is not set, and neither is HOME");
}

TEST(SqliteStore, RefusesAnotherVersion) {
  SqlitePlace place;
  ASSERT_TRUE(place.open(options_for_day())->check());
  place.become_another_version();
  const auto checked = place.open(options_for_day())->check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, store::kBadSetting);
}

TEST(SqliteStore, BringsAFileOfTheFirstVersionUp) {
  SqlitePlace place;
  const auto before = place.open(options_for_day());
  ASSERT_TRUE(before->append("a", {"1", "u", "a"}));
  auto database = Database::open(place.path(), seconds(1)).value();
  ASSERT_TRUE(database.run_all("DROP TABLE keepsakes; PRAGMA user_version = 1;"));
  const auto after = place.open(options_for_day());
  EXPECT_EQ(after->load("a").value().size(), 1U);
  ASSERT_TRUE(after->put("name", "bytes", seconds(60)));
  EXPECT_EQ(after->take("name").value(), "bytes");
}

/// The tables and a row as the server of before there were items makes them, word for word.
constexpr const char* kFileOfBefore = R"(
  CREATE TABLE sessions(
    session_key TEXT PRIMARY KEY, last_used_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX sessions_by_use ON sessions(last_used_ms);
  CREATE TABLE turns(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    turn_key TEXT NOT NULL, user TEXT NOT NULL, assistant TEXT NOT NULL,
    UNIQUE(session_key, turn_key));
  PRAGMA application_id = 0x486F7470;
  PRAGMA user_version = 1;
  CREATE TABLE keepsakes(name TEXT PRIMARY KEY, over_ms INTEGER NOT NULL, bytes BLOB NOT NULL);
  PRAGMA user_version = 2;)";

/// Beside a server of before there were items, which made the file. Its statements are its own.
class SqliteOfBefore : public testing::Test {
 protected:
  SqliteOfBefore() { EXPECT_TRUE(before.run_all(kFileOfBefore)); }
  void append(const std::string& key, const std::string& user) {
    ASSERT_TRUE(
        before.run("INSERT INTO sessions(session_key, last_used_ms) VALUES (?1, ?2)"
                   " ON CONFLICT DO UPDATE SET last_used_ms = excluded.last_used_ms",
                   {kKey, now_ms()}));
    ASSERT_TRUE(before.run(
        "INSERT INTO turns(session_key, turn_key, user, assistant) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT DO NOTHING",
        {kKey, key, user, "x"}));
    ASSERT_TRUE(before.run(
        "DELETE FROM turns WHERE session_key = ?1 AND number NOT IN (SELECT number FROM turns"
        " WHERE session_key = ?1 ORDER BY number DESC LIMIT ?2)",
        {kKey, 3}));
  }
  /// "key user assistant;" of each turn that it gets.
  std::string load() {
    std::string joined;
    EXPECT_TRUE(before.run(
        "SELECT turn_key, user, assistant FROM (SELECT number, turn_key, user, assistant"
        " FROM turns JOIN sessions USING (session_key) WHERE session_key = ?1"
        " AND last_used_ms > ?2 ORDER BY number DESC LIMIT ?3) ORDER BY number",
        {kKey, now_ms() - 1, 3}, [&joined](sqlite3_stmt& row) {
          joined += text_of(row, 0) + " " + text_of(row, 1) + " " + text_of(row, 2) + ";";
        }));
    return joined;
  }
  std::int64_t number(const char* query) {
    std::int64_t found = -1;
    EXPECT_TRUE(
        before.run(query, {}, [&](sqlite3_stmt& row) { found = sqlite3_column_int64(&row, 0); }));
    return found;
  }
  std::int64_t items_count() { return number("SELECT count(*) FROM turn_items"); }
  std::int64_t now_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(place.now.time_since_epoch())
        .count();
  }
  static store::TurnRecord with_note(const std::string& user) {
    return {"2",
            {{"n", store::Item::Kind::system, "be brief"}, {"u", store::Item::Kind::user, user}}};
  }
  static constexpr std::string_view kKey = "hotpin:1:{a}";
  SqlitePlace place;
  std::unique_ptr<store::ContextStore> store =
      place.open({.time_to_live = std::chrono::hours(24), .max_turns = 3});
  Database before = Database::open(place.path(), seconds(1)).value();
};
using Turns = std::vector<store::TurnRecord>;

TEST_F(SqliteOfBefore, WhatItWroteIsReadAndGoneOnWith) {
  append("1", "one");
  ASSERT_TRUE(store->append("a", with_note("two")));
  append("3", "three");
  EXPECT_EQ(store->load("a").value(),
            (Turns{{"1", "one", "x"}, with_note("two"), {"3", "three", "x"}}));
  ASSERT_TRUE(store->replace("a", {"3", "third", "x"}));
  append("4", "four");
  EXPECT_EQ(store->load("a").value(),
            (Turns{with_note("two"), {"3", "third", "x"}, {"4", "four", "x"}}));
  EXPECT_EQ(number("PRAGMA user_version"), 2);  // it opens no other
}

TEST_F(SqliteOfBefore, ItReadsWhatIsWrittenNow) {
  ASSERT_TRUE(store->append("a", {"1", "one", "x"}));
  ASSERT_TRUE(store->append("a", with_note("two")));
  append("3", "three");
  ASSERT_TRUE(store->replace("a", with_note("second")));
  EXPECT_EQ(load(), "1 one x;2 second ;3 three x;");
  ASSERT_TRUE(store->remove("a", "1"));
  EXPECT_EQ(load(), "2 second ;3 three x;");
}

TEST_F(SqliteOfBefore, WhatItDeletesTakesItsItemsAlong) {
  ASSERT_TRUE(store->append("a", with_note("two")));
  EXPECT_EQ(items_count(), 1);
  for (const char* const key : {"3", "4", "5"}) append(key, "more");
  EXPECT_EQ(items_count(), 0);
  ASSERT_TRUE(store->append("a", with_note("two")));
  ASSERT_TRUE(before.run("DELETE FROM sessions WHERE session_key = ?1", {kKey}));
  EXPECT_EQ(items_count(), 0);
}

TEST_F(SqliteOfBefore, DamagedItemsAreThePlainExchange) {
  for (const char* const items : {"''", "'[{'", "7", "'[[[]]]'", "x'00'"}) {
    ASSERT_TRUE(store->append("a", with_note("two")));
    ASSERT_TRUE(before.run_all(("UPDATE turn_items SET items = " + std::string(items)).c_str()));
    EXPECT_EQ(store->load("a").value(), (Turns{{"2", "two", ""}})) << items;
  }
}

TEST(SqliteStore, KeepsakesAreBoundedInTheFile) {
  SqlitePlace place;
  const auto store = place.open(options_for_day());
  const std::string picture("\0 picture", 9);
  auto database = Database::open(place.path(), seconds(1)).value();
  ASSERT_TRUE(store->put("first", picture, seconds(60)));
  ASSERT_TRUE(store->put("soonest over", picture, seconds(50)));
  ASSERT_TRUE(
      database.run_all("UPDATE keepsakes SET bytes = zeroblob(60 << 20)"
                       " WHERE name LIKE '%soonest%'"));
  ASSERT_TRUE(store->put("second", std::string(8U << 20U, 'p'), seconds(60)));
  EXPECT_FALSE(store->take("soonest over").value());
  EXPECT_EQ(store->take("first").value(), picture);
}

TEST(SqliteStore, IsNobodyElsesToRead) {
  SqlitePlace place;
  const auto store = place.open(options_for_day());
  ASSERT_TRUE(store->append("a", {"1", "hello", "hi"}));
  for (const char* const ending : {"", "-wal"}) {
    struct stat about {};
    ASSERT_EQ(stat((place.path() + ending).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U) << ending;
  }
}

TEST(SqliteStore, ForgetsWhatIsOver) {
  SqlitePlace place;
  const auto store = place.open(options_for_day());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(store->append(std::to_string(i), {"1", "u", "a"}));
  place.pass(std::chrono::hours(25));
  ASSERT_TRUE(store->append("99", {"2", "u", "a"}));
  EXPECT_EQ(store->load("99").value().size(), 1U);  // also when others are deleted before it
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(store->append("new" + std::to_string(i), {"1", "u", "a"}));
  auto database = Database::open(place.path(), seconds(1)).value();
  std::int64_t turns = 0;
  ASSERT_TRUE(database.run("SELECT count(*) FROM turns", {},
                           [&turns](sqlite3_stmt& row) { turns = sqlite3_column_int64(&row, 0); }));
  EXPECT_EQ(turns, 11);
}

/// No file may grow further, as on a full disk, while the object lives.
class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST(SqliteStore, AFullDiskLosesNothingThatWasKept) {
  SqlitePlace place;
  const auto store = place.open(options_for_day());
  ASSERT_TRUE(store->append("a", {"1", "one", "x"}));
  {
    const FullDisk full;
    const auto kept = store->append("a", {"2", "two", std::string(1 << 20, 'y')});
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, store::kUnavailable);
    EXPECT_EQ(store->load("a").value().size(), 1U);
  }
  ASSERT_TRUE(store->append("a", {"2", "two", "y"}));
  EXPECT_EQ(store->load("a").value().size(), 2U);
}

}  // namespace
}  // namespace hotpin::stores::sqlite

namespace hotpin::tests {

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(MakeStorePlace([] {
                           return std::make_unique<stores::sqlite::SqlitePlace>();
                         })));

}  // namespace hotpin::tests
