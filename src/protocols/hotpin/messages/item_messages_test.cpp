#include "protocols/hotpin/messages/item_messages.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;
using Kind = dialog::Item::Kind;

base::Result<ClientEvent> item(const std::string& fields) {
  return parse_item_message(boost::json::parse(fields));
}

std::string fault(const std::string& fields) {
  const auto event = item(fields);
  return event ? "taken" : event.error().code + ": " + event.error().detail;
}

TEST(HotpinItemMessages, AddAnItem) {
  const auto event = item(R"({"do":"add","kind":"user","text":" I like tea. "})");
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<ItemAdded>(*event).item,
            (dialog::Item{.kind = Kind::user, .text = "I like tea."}));
  const auto named = item(R"({"do":"add","id":"my-1","kind":"system","text":"Be brief.","x":1})");
  ASSERT_TRUE(named);
  EXPECT_EQ(std::get<ItemAdded>(*named).item.id, "my-1");
  EXPECT_EQ(std::get<ItemAdded>(*named).item.kind, Kind::system);
  EXPECT_TRUE(item(R"({"do":"add","kind":"assistant","text":"Hello."})"));
}

TEST(HotpinItemMessages, TruncateDeleteAndGetOne) {
  const auto truncated = item(R"({"do":"truncate","id":"a.1","ms":1250.5})");
  ASSERT_TRUE(truncated);
  EXPECT_EQ(std::get<ItemTruncated>(*truncated).id, "a.1");
  EXPECT_EQ(std::get<ItemTruncated>(*truncated).audio_ms, 1250.5);
  EXPECT_TRUE(item(R"({"do":"truncate","id":"a","ms":0})"));
  EXPECT_EQ(std::get<ItemDeleted>(*item(R"({"do":"delete","id":"a"})")).id, "a");
  EXPECT_EQ(std::get<ItemAsked>(*item(R"({"do":"get","id":"a"})")).id, "a");
}

TEST(HotpinItemMessages, WhatIsNoneSaysWhatIsWanted) {
  const std::string id = "bad_item: item.id must be 1 to 64 letters, digits, '_', '-' or '.'.";
  for (const char* odd : {R"({"do":"get"})", R"({"do":"get","id":""})", R"({"do":"get","id":7})",
                          R"({"do":"delete","id":"a b"})", R"({"do":"get","id":"\u0000"})",
                          R"({"do":"add","id":null,"kind":"user","text":"x"})"}) {
    EXPECT_EQ(fault(odd), id) << odd;
  }
  EXPECT_EQ(fault(R"({"do":"get","id":")" + std::string(65, 'x') + "\"}"), id);
  EXPECT_EQ(fault("[]"), "bad_item: item must be an object.");
  EXPECT_EQ(fault("null"), "bad_item: item must be an object.");
  for (const char* odd :
       {"{\"id\":\"a\"}", R"({"do":"amend","id":"a"})", R"({"do":["add"],"id":"a"})"})
    EXPECT_EQ(fault(odd), "bad_item: item.do must be add, truncate, delete or get.") << odd;
  for (const char* kind : {"", R"("kind":"call",)", R"("kind":"output",)", R"("kind":1,)"}) {
    EXPECT_EQ(fault(std::string("{\"do\":\"add\",") + kind + R"("text":"x"})"),
              "bad_item: item.kind must be user, assistant or system.")
        << kind;
  }
  for (const char* text : {R"("")", R"(" \n")", "7", "null"}) {
    EXPECT_EQ(fault(std::string(R"({"do":"add","kind":"user","text":)") + text + "}"),
              "bad_item: item.text must be a string of 1 to 16384 bytes.")
        << text;
  }
  EXPECT_EQ(fault(R"({"do":"add","kind":"user","text":")" + std::string(16385, 'x') + "\"}"),
            "bad_item: item.text must be a string of 1 to 16384 bytes.");
  for (const char* ms : {"-1", "1e99", R"("5")", "null"}) {
    EXPECT_EQ(fault(std::string(R"({"do":"truncate","id":"a","ms":)") + ms + "}"),
              "bad_item: item.ms must be a number of milliseconds from 0 to a day.")
        << ms;
  }
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
