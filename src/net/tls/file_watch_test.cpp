#include "net/tls/file_watch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temp_folder.hpp"

namespace hotpin::net {
namespace {

namespace fs = std::filesystem;

class FileWatching : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  bool changed_within_two_looks(FileWatch& watch) {
    const bool first = watch.has_changed();
    return watch.has_changed() || first;
  }
  tests::TempFolder folder_;
};

TEST_F(FileWatching, WhatStaysIsNoChange) {
  FileWatch watch({write("a", "1").string(), write("b", "2").string()});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(watch.has_changed());
}

TEST_F(FileWatching, ReplacedFileIsToldOnceWhenItHasSettled) {
  const fs::path path = write("a", "1");
  FileWatch watch({path.string()});
  fs::rename(write("new", "2"), path);
  EXPECT_FALSE(watch.has_changed()) << "it may still be written to";
  write("a", "longer");
  EXPECT_FALSE(watch.has_changed()) << "as it is";
  EXPECT_TRUE(watch.has_changed());
  EXPECT_FALSE(watch.has_changed());
}

TEST_F(FileWatching, LinkThatLeadsElsewhereIsAChange) {
  const fs::path link = folder_.path() / "live";
  fs::create_symlink(write("one", "1"), link);
  FileWatch watch({link.string()});
  write("two", "1");
  fs::remove(link);
  fs::create_symlink(folder_.path() / "two", link);
  EXPECT_TRUE(changed_within_two_looks(watch));
}

TEST_F(FileWatching, FileThatGoesAndComesIsAChangeEachTime) {
  const fs::path path = write("a", "1");
  FileWatch watch({path.string()});
  fs::remove(path);
  EXPECT_TRUE(changed_within_two_looks(watch));
  write("a", "1");
  EXPECT_TRUE(changed_within_two_looks(watch));
}

}  // namespace
}  // namespace hotpin::net
