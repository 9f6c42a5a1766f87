#include "app/protocols/protocols.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include "support/test_settings.hpp"

namespace hotpin::app {
namespace {

using testing::ElementsAre;

base::Result<std::vector<std::string>> chosen(const std::string& written) {
  return chosen_protocols(tests::settings_with({{"HOTPIN_PROTOCOLS", written}}));
}

TEST(Protocols, AreChosenByName) {
  for (const char* all : {"", "all", "All", "hotpin", " HOTPIN ,", "[\"hotpin\"]", "hotpin, all"}) {
    EXPECT_THAT(chosen(all).value(), ElementsAre("hotpin")) << all;
  }
}

TEST(Protocols, AnUnknownNameIsToldWithThoseThatThereAre) {
  const auto wrong = chosen("hotpin, telepathy");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(
      wrong.error().detail,
      "HOTPIN_PROTOCOLS from test is \"hotpin, telepathy\"; it must be all, or some of: hotpin");
}

TEST(Protocols, TheSealsOfAllWorkersAreOne) {
  const auto page = base::SharedPage::create().value();
  make_shared_secret(*page);
  const auto worker = base::SharedPage::adopt(dup(page->descriptor()), 1).value();
  const std::string sealed = shared_seal(*page)->seal("mine");
  EXPECT_EQ(shared_seal(*worker)->open(sealed), "mine");
  const auto other = base::SharedPage::create().value();
  make_shared_secret(*other);
  EXPECT_FALSE(shared_seal(*other)->open(sealed)) << "another server's";
}

}  // namespace
}  // namespace hotpin::app
