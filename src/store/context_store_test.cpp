#include "store/context_store.hpp"

#include <gtest/gtest.h>

namespace hotpin::store {
namespace {

TEST(MaskedLocation, HidesWhatMayBeSecret) {
  EXPECT_EQ(masked("/var/lib/hotpin/history.db"), "/var/lib/hotpin/history.db");
  EXPECT_EQ(masked("redis://cache:6379/2"), "redis://cache:6379/2");
  EXPECT_EQ(masked("redis://me:secret@cache:6379/2"), "redis://***@cache:6379/2");
  EXPECT_EQ(masked("redis://:secret@cache"), "redis://***@cache");
  EXPECT_EQ(masked("postgres://h/d?password=secret"), "postgres://h/d?***");
}

TEST(MaskedLocation, HidesAllWhereThePartsCannotBeTold) {
  for (const char* const forgotten :
       {"redis://me:sec@ret@cache", "redis://me:sec/ret@cache", "redis://me:sec?ret@cache",
        "postgres://h/d?password=sec@ret", "me:secret@cache"}) {
    const std::string shown = masked(forgotten);
    EXPECT_EQ(shown.find("sec"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("ret"), std::string::npos) << shown;
  }
}

}  // namespace
}  // namespace hotpin::store
