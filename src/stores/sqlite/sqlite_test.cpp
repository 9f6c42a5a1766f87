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
