#include "engine/llms/call_messages.hpp"

#include <gtest/gtest.h>

#include <string>

#include "engine/llms/shortened.hpp"

namespace hotpin::engine {
namespace {

using Role = ChatMessage::Role;
using Messages = std::vector<ChatMessage>;

ChatMessage user(const std::string& words) { return {Role::user, words}; }
ChatMessage said(const std::string& words, const std::vector<std::string>& ids = {}) {
  ChatMessage message{Role::assistant, words};
  for (const std::string& id : ids) message.calls.push_back({id, "look", "{}"});
  return message;
}
ChatMessage output(const std::string& id, const std::string& text = "sunny") {
  return {Role::tool, text, {}, id};
}

const Messages kInOrder{{Role::system, "Be brief."},
                        user("Weather in Bonn and Rome?"),
                        said("Let me look.", {"a", "b"}),
                        output("a"),
                        output("b"),
                        said("", {"c"}),
                        output("c"),
                        said("It is sunny."),
                        user("Thanks.")};

TEST(PairedCalls, WhatIsInOrderStaysAsItIs) {
  EXPECT_EQ(with_paired_calls(kInOrder), kInOrder);
  EXPECT_EQ(with_paired_calls({user("a"), said("b")}), (Messages{user("a"), said("b")}));
  EXPECT_EQ(with_paired_calls({}), Messages{});
}

TEST(PairedCalls, ACallWithoutAnOutputIsLeftOut) {
  EXPECT_EQ(with_paired_calls({user("q"), said("Wait.", {"a"}), user("r")}),
            (Messages{user("q"), said("Wait."), user("r")}));
  EXPECT_EQ(with_paired_calls({user("q"), said("", {"a", "b"}), output("b"), user("r")}),
            (Messages{user("q"), said("", {"b"}), output("b"), user("r")}));
  EXPECT_EQ(with_paired_calls({user("q"), said("", {"a"})}), Messages{user("q")});
}

TEST(PairedCalls, AnOutputWithoutItsCallIsLeftOut) {
  EXPECT_EQ(with_paired_calls({output("a"), user("q")}), Messages{user("q")});
  EXPECT_EQ(with_paired_calls({user("q"), output("a"), said("", {"a"}), user("r")}),
            (Messages{user("q"), user("r")}));
  EXPECT_EQ(with_paired_calls({said("", {"a"}), output("a"), output("a", "again"), user("q")}),
            (Messages{said("", {"a"}), output("a"), user("q")}));
}

TEST(PairedCalls, ACallMovesDownToAnOutputThatComesLater) {
  EXPECT_EQ(with_paired_calls({user("q"), said("Let me look.", {"a"}), user("Hello?"), said("Yes?"),
                               user("Well?"), output("a")}),
            (Messages{user("q"), said("Let me look."), user("Hello?"), said("Yes?"), user("Well?"),
                      said("", {"a"}), output("a")}));
}

TEST(PairedCalls, CallsInMessagesOfTheirOwnAreJoined) {
  EXPECT_EQ(with_paired_calls({user("q"), said("Let me look."), said("", {"a"}), said("", {"b"}),
                               output("a"), output("b")}),
            (Messages{user("q"), said("Let me look.", {"a", "b"}), output("a"), output("b")}));
}

TEST(PairedCalls, CallsOneAfterAnotherStayApart) {
  const Messages one_by_one{user("q"), said("", {"a"}), output("a"), said("", {"b"}), output("b")};
  EXPECT_EQ(with_paired_calls(one_by_one), one_by_one);
}

/// As of models that count from 0 in each reply.
TEST(PairedCalls, AnIdThatIsUsedAgainIsAnotherCall) {
  const Messages twice{user("q"), said("", {"0"}), output("0"), said("Sunny."),
                       user("r"), said("", {"0"}), output("0"), said("Rainy.")};
  EXPECT_EQ(with_paired_calls(twice), twice);
}

TEST(WithoutCalls, WordsAreLeft) {
  EXPECT_EQ(without_calls(kInOrder), (Messages{{Role::system, "Be brief."},
                                               user("Weather in Bonn and Rome?"),
                                               said("Let me look."),
                                               said("It is sunny."),
                                               user("Thanks.")}));
  EXPECT_EQ(without_calls({output("a"), said("", {"b"})}), Messages{});
}

Messages shortened_messages(const Messages& messages) {
  return shortened({"c", messages, 10}, {}).messages;
}

TEST(Shortened, ACallAndItsOutputGoOrStayTogether) {
  Messages messages = kInOrder;
  EXPECT_EQ(shortened_messages(messages), messages) << "the last exchange, with its calls";
  messages.insert(messages.end(), {said("Bye."), user("Rain?")});
  EXPECT_EQ(shortened_messages(messages),
            (Messages{{Role::system, "Be brief."}, user("Thanks."), said("Bye."), user("Rain?")}));
}

TEST(Shortened, WhatIsToBeAnsweredKeepsItsCalls) {
  const Messages asks{user("Rain?"), said("", {"a"}), output("a"), said("", {"b"}), output("b")};
  Messages messages{user("one"), said("1"), user("two"), said("2")};
  messages.insert(messages.end(), asks.begin(), asks.end());
  Messages kept{user("two"), said("2")};
  kept.insert(kept.end(), asks.begin(), asks.end());
  EXPECT_EQ(shortened_messages(messages), kept);
}

TEST(Shortened, AnOutputThatComesLateTakesItsCallAlong) {
  EXPECT_EQ(shortened_messages({user("Rain?"), said("", {"a"}), user("two"), said("2"),
                                user("three"), said("3"), user("four"), output("a")}),
            (Messages{user("three"), said("3"), user("four"), said("", {"a"}), output("a")}));
}

TEST(Shortened, AQuestionInSeveralMessagesStaysWhole) {
  EXPECT_EQ(shortened_messages({user("one"), said("1"), user("two"), said("2"), user("My dog"),
                                user("is ill."), user("What now?")}),
            (Messages{user("two"), said("2"), user("My dog"), user("is ill."), user("What now?")}));
}

TEST(Shortened, WhatTheModelWasToldInTheMiddleHolds) {
  const ChatMessage rule{Role::system, "Speak French."};
  EXPECT_EQ(shortened_messages({user("one"), rule, said("1"), user("two"), said("2"), user("?")}),
            (Messages{rule, user("two"), said("2"), user("?")}));
}

}  // namespace
}  // namespace hotpin::engine
