#include "server/access/key_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace hotpin::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// printf %s secret | sha256sum
constexpr const char* kHash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
constexpr const char* kOther = "0000000000000000000000000000000000000000000000000000000000000001";

std::string line(const std::string& rest = "", const char* hash = kHash,
                 const std::string& name = "kitchen") {
  return name + " sha256:" + hash + rest + "\n";
}

TEST(KeyFile, ALineIsANameAHashAndLimits) {
  const KeyEntry plain{.name = "kitchen", .hash = hash_of_key("secret")};
  const KeyEntry limited{.name = "kitchen", .hash = plain.hash, .sessions = 4, .turns = 30};
  struct Case {
    std::string text;
    KeyEntry entry;
  };
  for (const auto& [text, entry] : {
           Case{line(), plain},
           Case{line(" sessions=4 turns=30"), limited},
           Case{line(" turns=30   sessions=4"), limited},
           Case{"\xEF\xBB\xBF" + line("\r"), plain},
           Case{"\t kitchen\tSHA256:" + std::string(kHash) + " \t sessions=4\tturns=30\r\n",
                limited},
           Case{"# a remark\n\n  # another\n" + line(), plain},
           Case{"kitchen sha256:2BB80D537B1DA3E38BD30361AA855686BDE0EACD7162FEF6A25FE97BF527A25B",
                plain},
       }) {
    const auto keys = parse_keys(text);
    ASSERT_TRUE(keys) << text << keys.error().detail;
    EXPECT_EQ(*keys, std::vector{entry}) << text;
  }
  EXPECT_TRUE(parse_keys("")->empty());
  EXPECT_TRUE(parse_keys("# none yet\n")->empty());
}

TEST(KeyFile, AFaultNamesItsLineAndQuotesNoKey) {
  struct Case {
    std::string text;
    const char* fault;
  };
  for (const auto& [text, fault] : {
           Case{"kitchen", "line 1: behind the name"},
           Case{"kitchen hotpin_private", "line 1: behind the name"},
           Case{"\n#\nkitchen private", "line 3: behind the name"},
           Case{"kitchen sha512:private", "line 1: behind the name"},
           Case{"kitchen " + std::string(kHash), "line 1: behind the name"},
           Case{line("", "2bb8"), "line 1: behind the name"},
           Case{line("0"), "line 1: behind the name"},
           Case{line("", "zz000000000000000000000000000000000000000000000000000000000000zz"),
                "line 1: behind the name"},
           Case{line("", "+1000000000000000000000000000000000000000000000000000000000000001"),
                "line 1: behind the name"},
           Case{line("", kHash, "küche"), "line 1: a key's name"},
           Case{line("", kHash, "a:b"), "line 1: a key's name"},
           Case{line("", kHash, std::string(33, 'a')), "line 1: a key's name"},
           Case{line(" sessions=0"), "line 1: sessions="},
           Case{line(" sessions=-1"), "line 1: sessions="},
           Case{line(" turns="), "line 1: turns="},
           Case{line(" turns=2x"), "line 1: turns="},
           Case{line(" turns=99999999999"), "line 1: turns="},
           Case{line(" turns=2 turns=3"), "line 1: turns= stands there twice"},
           Case{line(" admin"), "line 1: behind the hash"},
           Case{line() + line("", kOther), "line 2: the name kitchen"},
           Case{line() + line("", kHash, "hall"), "line 2: the key of kitchen"},
       }) {
    const auto keys = parse_keys(text);
    ASSERT_FALSE(keys) << text;
    EXPECT_THAT(keys.error().detail, AllOf(HasSubstr(fault), Not(HasSubstr("private")))) << text;
  }
}

TEST(KeyFile, HoldsSoManyKeys) {
  std::string text;
  for (std::size_t i = 0; i < kMaxKeys; ++i) {
    text +=
        key_line({.name = "k" + std::to_string(i), .hash = hash_of_key(std::to_string(i))}) + "\n";
  }
  EXPECT_EQ(parse_keys(text)->size(), kMaxKeys);
  EXPECT_THAT(parse_keys(text + line()).error().detail, HasSubstr("more than 128 keys"));
}

TEST(KeyFile, ANewKeysLineIsReadBack) {
  const std::string key = random_key();
  EXPECT_EQ(key.size(), 71U);
  EXPECT_NE(key, random_key());
  const KeyEntry entry{.name = "hall.2_a-b", .hash = hash_of_key(key), .sessions = 2, .turns = 7};
  EXPECT_EQ(parse_keys(key_line(entry)).value(), std::vector{entry});
  EXPECT_THAT(key_line(entry), Not(HasSubstr(key.substr(7))));
}

TEST(KeyFile, AFileThatCannotBeReadIsNamed) {
  EXPECT_THAT(read_key_file("/nowhere/keys").error().detail, HasSubstr("/nowhere/keys: cannot"));
  EXPECT_THAT(read_key_file(testing::TempDir()).error().detail, HasSubstr("cannot be read"));
  const std::string path = testing::TempDir() + "hotpin-keys";
  std::ofstream(path) << std::string(kMaxKeyFileBytes + 1, '\n');
  EXPECT_THAT(read_key_file(path).error().detail, HasSubstr("longer than"));
  std::ofstream(path) << line() << "x\n";
  EXPECT_THAT(read_key_file(path).error().detail, HasSubstr("hotpin-keys: line 2: "));
  std::ofstream(path) << "# none yet\n";
  EXPECT_THAT(read_key_file(path).error().detail, HasSubstr("holds no key"));
  std::ofstream(path) << line();
  EXPECT_EQ(read_key_file(path)->size(), 1U);
}

}  // namespace
}  // namespace hotpin::server
