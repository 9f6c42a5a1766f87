#include "protocol/seal.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hotpin::protocol {
namespace {

TEST(Seal, KnowsItsOwn) {
  const Seal seal("a secret");
  const std::vector<std::string> texts = {"", "session 7", std::string(3000, '\0')};
  for (const std::string& text : texts) {
    const std::string sealed = seal.seal(text);
    EXPECT_EQ(seal.open(sealed), text);
    EXPECT_EQ(Seal("a secret").open(sealed), text) << "another worker's";
    EXPECT_FALSE(Seal("another").open(sealed));
  }
}

TEST(Seal, RefusesWhatWasChanged) {
  const Seal seal("a secret");
  const std::string sealed = seal.seal("session 7");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string other = sealed;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(seal.open(other)) << i;
  }
  EXPECT_FALSE(seal.open(sealed.substr(0, sealed.size() - 4)));
  EXPECT_FALSE(seal.open(sealed.substr(0, sealed.find('.') + 1))) << "no mark";
  EXPECT_FALSE(seal.open(""));
  EXPECT_FALSE(seal.open("."));
  EXPECT_FALSE(seal.open("{}.{}"));
}

}  // namespace
}  // namespace hotpin::protocol
