#include "store/turn_record.hpp"

#include <gtest/gtest.h>

#include "store/context_store.hpp"

namespace hotpin::store {
namespace {

using Kind = Item::Kind;

TEST(Turn, APlainExchangeHasTheSameIdsWheneverItIsRead) {
  const TurnRecord turn("12345-1-7", "hello", "good day");
  EXPECT_TRUE(turn.is_plain());
  EXPECT_EQ(turn.items[0], (Item{"12345-1-7.u", Kind::user, "hello"}));
  EXPECT_EQ(turn.items[1], (Item{"12345-1-7.a", Kind::assistant, "good day"}));
  for (const std::string& key : {std::string("a key; with more"), std::string(200, 'k')}) {
    const TurnRecord odd(key, "hello", "good day");
    EXPECT_TRUE(check_turn(odd)) << key;
    EXPECT_EQ(odd, TurnRecord(key, "hello", "good day"));
    EXPECT_NE(odd.items[0].id, TurnRecord(key + "x", "", "").items[0].id);
  }
}

TEST(Turn, WhatHasMoreThanAnExchangeIsNotPlain) {
  const TurnRecord plain("k", "hello", "good day");
  const auto changed = [&plain](auto change) {
    TurnRecord turn = plain;
    change(turn.items);
    return turn.is_plain();
  };
  using Items = std::vector<Item>;
  EXPECT_TRUE(changed([](Items& items) { items[1].text = "good"; }));
  EXPECT_FALSE(changed([](Items& items) { items[0].id = "other"; }));
  EXPECT_FALSE(changed([](Items& items) { items[1].kind = Kind::output; }));
  EXPECT_FALSE(changed([](Items& items) { items[1].name = "f"; }));
  EXPECT_FALSE(changed([](Items& items) { items.pop_back(); }));
  EXPECT_FALSE(changed([](Items& items) { items.push_back({"o", Kind::output, "1"}); }));
  EXPECT_FALSE(TurnRecord("k", Items{}).is_plain());
}

TEST(Turn, ItsWordsAreTheLastUsersAndAllOfTheAssistant) {
  const TurnRecord turn("k", {{"1", Kind::user, "wait"},
                              {"2", Kind::assistant, "yes"},
                              {"3", Kind::user, "go on"},
                              {"4", Kind::call, "{}", "f", "c"},
                              {"5", Kind::assistant, ""},
                              {"6", Kind::assistant, "done"}});
  EXPECT_EQ(turn.user_text(), "go on");
  EXPECT_EQ(turn.assistant_text(), "yes done");
  EXPECT_EQ(TurnRecord("k", {{"1", Kind::system, "x"}}).user_text(), "");
}

TEST(Turn, BoundsAreKept) {
  const auto is_kept = [](std::vector<Item> items) {
    const base::Status checked = check_turn({"k", std::move(items)});
    EXPECT_EQ(checked ? kRefused : checked.error().code, kRefused);
    return checked.has_value();
  };
  const Item item{"1", Kind::user, "x"};
  EXPECT_TRUE(is_kept({item}));
  EXPECT_FALSE(is_kept({}));
  EXPECT_FALSE(is_kept({item, item}));
  for (const char* id : {"", "a b", "a\n", "\xC3\xA9", "a/b"}) {
    EXPECT_FALSE(is_kept({{id, Kind::user, "x"}})) << id;
  }
  EXPECT_TRUE(is_kept({{std::string(Item::kMaxIdBytes, 'i'), Kind::user, "x"}}));
  EXPECT_FALSE(is_kept({{std::string(Item::kMaxIdBytes + 1, 'i'), Kind::user, "x"}}));
  EXPECT_FALSE(is_kept({{"1", Kind::call, "x", std::string(kMaxItemNameBytes + 1, 'n')}}));
  EXPECT_FALSE(is_kept({{"1", Kind::call, "x", "n", std::string(kMaxItemNameBytes + 1, 'c')}}));
  const std::string longest(kMaxItemTextBytes, 't');
  EXPECT_TRUE(is_kept({{"1", Kind::user, longest}, {"2", Kind::assistant, longest}}));
  EXPECT_FALSE(is_kept({{"1", Kind::user, longest + "t"}}));
  EXPECT_FALSE(is_kept({{"2", Kind::user, longest}, {"3", Kind::assistant, longest}, item}));
  std::vector<Item> many;
  for (std::size_t i = 0; i < kMaxItems; ++i) {
    many.push_back({"i" + std::to_string(i), Kind::output, "x"});
  }
  EXPECT_TRUE(is_kept(many));
  many.push_back(item);
  EXPECT_FALSE(is_kept(many));
}

}  // namespace
}  // namespace hotpin::store
