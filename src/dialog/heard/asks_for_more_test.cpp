#include "dialog/heard/asks_for_more.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

TEST(AsksForMore, WhereALongAnswerIsMeant) {
  for (const char* words : {"Tell me more.",
                            "More!",
                            "Tell me a story.",
                            "TELL ME A STORY",
                            "Explain that in detail.",
                            "Go on.",
                            "And then?",
                            "What happened next?",
                            "Could you elaborate?",
                            "Describe Paris.",
                            "Give me a recipe for soup.",
                            "Make it longer.",
                            "Keep going, please.",
                            "Give me a long answer.",
                            "List all the planets.",
                            "Erzähl mir mehr.",
                            "Und dann?",
                            "Erzähl mir eine Geschichte.",
                            "Dis-m'en plus.",
                            "Raconte-moi une histoire.",
                            "Cuéntame más.",
                            "Explícame eso.",
                            "¿Y luego?"}) {
    EXPECT_TRUE(asks_for_more(words)) << words;
  }
}

TEST(AsksForMore, WhereItIsNot) {
  for (const char* words :
       {"", "  ", "?!", "What is a volcano?", "Shorter.", "Say that shorter, please.",
        "How does a clock work?", "Sum that up.", "Thank you.", "Is it longish?", "Moreover",
        "How long is the Nile?", "Who wrote history books?", "Speak slower.", "\xff\xfe",
        "Was ist das?", "Qu'est-ce que c'est ?", "¿Qué es eso?"}) {
    EXPECT_FALSE(asks_for_more(words)) << words;
  }
}

}  // namespace
}  // namespace hotpin::dialog
