#include "store/items_text.hpp"

#include <gtest/gtest.h>

namespace hotpin::store {
namespace {

using Kind = Item::Kind;

TurnRecord with_call() {
  return {"k",
          {{"1", Kind::user, "is it warm"},
           {"2", Kind::call, R"({"room":"bath"})", "temperature", "c"},
           {"3", Kind::output, std::string("21\0\xFF", 4), {}, "c"},
           {"4", Kind::assistant, "it is"}}};
}

TurnRecord read(std::string_view items) { return turn_of("k", "is it warm", "it is", items); }

TEST(ItemsText, APlainExchangeNeedsNone) {
  EXPECT_EQ(items_text({"k", "is it warm", "it is"}), "");
  EXPECT_EQ(read(""), TurnRecord("k", "is it warm", "it is"));
}

TEST(ItemsText, ItemsComeBack) {
  EXPECT_EQ(read(items_text(with_call())), with_call());
  const TurnRecord note("n", {{"1", Kind::system, "be brief"}});
  EXPECT_EQ(turn_of("n", "", "", items_text(note)), note);
}

TEST(ItemsText, ItIsAsItWillBeReadLater) {
  EXPECT_EQ(items_text({"k", {{"1", Kind::call, "{}", "f", "c"}, {"2", Kind::system, "s"}}}),
            R"([{"id":"1","text":"{}","kind":"call","name":"f","call_id":"c"},)"
            R"({"id":"2","text":"s","kind":"system"}])");
  EXPECT_EQ(read(R"([{"id":"1","kind":"user","text":"is it warm","more":1.5},)"
                 R"({"kind":"assistant","id":"2","text":"it is"}])"),
            TurnRecord("k", {{"1", Kind::user, "is it warm"}, {"2", Kind::assistant, "it is"}}));
}

TEST(ItemsText, WhatIsDamagedIsThePlainExchange) {
  const TurnRecord plain("k", "is it warm", "it is");
  const std::string good = items_text(with_call());
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(read(good.substr(0, size)), plain) << size;
  }
  const std::string words = R"({"id":"1","kind":"user","text":"is it warm"},)"
                            R"({"id":"2","kind":"assistant","text":"it is"})";
  ASSERT_FALSE(read("[" + words + "]").is_plain());
  for (const std::string& damaged :
       {std::string("7"), std::string("{}"), std::string("null"), std::string("[]"),
        "[" + words + ",7]", "[" + words + ",{}]", "[" + words + R"(,{"id":"3","text":"x"}])",
        "[" + words + R"(,{"id":"3","kind":"picture","text":"x"}])",
        "[" + words + R"(,{"id":3,"kind":"user","text":"x"}])",
        "[" + words + R"(,{"id":"3","kind":"output","text":null}])",
        "[" + words + R"(,{"id":"3","kind":"call","text":"x","name":{}}])",
        "[" + words + R"(,{"id":"3","kind":"output","text":"x","more":[[]]}])",
        "[" + words + R"(,{"id":"2","kind":"output","text":"x"}])",
        "[" + words + R"(,{"id":"a b","kind":"output","text":"x"}])", std::string(100'000, '['),
        "[" + words + "]x"}) {
    EXPECT_EQ(read(damaged), plain) << damaged.substr(0, 200);
  }
}

/// The words are changed and the items are not, as by a server that knows of none.
TEST(ItemsText, ItemsOfOtherWordsAreNotTaken) {
  const std::string items = items_text(with_call());
  EXPECT_EQ(turn_of("k", "is it cold", "it is", items), TurnRecord("k", "is it cold", "it is"));
  EXPECT_EQ(turn_of("k", "is it warm", "no", items), TurnRecord("k", "is it warm", "no"));
}

}  // namespace
}  // namespace hotpin::store
