#include "dialog/heard/pace_request.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hotpin::dialog {
namespace {

using enum PaceRequest;

TEST(PaceRequest, Slower) {
  for (const char* words : {"Slower.",
                            "slower please",
                            "Please speak slower.",
                            "Can you speak more slowly, please?",
                            "Could you talk a little bit slower?",
                            "Slow down.",
                            "Slow it down a bit, please.",
                            "Say that again, but slower" /* "but" is one word too many */,
                            "Not so fast!",
                            "Don't speak so fast.",
                            "That was too fast.",
                            "You're talking too fast.",
                            "You are speaking way too fast",
                            "too fast",
                            "I want you to speak slower.",
                            "I’d like you to talk more slowly.",
                            "Would you mind speaking slower?",
                            "Repeat that slowly.",
                            "Say that again slowly.",
                            "Okay, even slower.",
                            "Still too fast.",
                            "No, slower!",
                            "speak slow please",
                            "Read it to me more slowly.",
                            "Go slower.",
                            "Use a slower voice, please.",
                            "Bitte langsamer.",
                            "Kannst du bitte etwas langsamer sprechen?",
                            "Du sprichst zu schnell.",
                            "Nicht so schnell!",
                            "Plus lentement, s'il vous plaît.",
                            "Tu parles trop vite.",
                            "Peux-tu parler plus lentement ?",
                            "Moins vite.",
                            "Más despacio, por favor.",
                            "¿Puedes hablar más lento?",
                            "No tan rápido."}) {
    const bool is_too_much = std::string(words).find("but") != std::string::npos;
    EXPECT_EQ(pace_request(words), is_too_much ? none : slower) << words;
  }
}

TEST(PaceRequest, FasterAndUsual) {
  for (const char* words :
       {"Faster!", "Speak faster.", "Can you talk a bit faster?", "Speed up, please.",
        "Speed it up.", "Please speak more quickly.", "You are too slow.", "That's too slow.",
        "not so slow please", "Schneller bitte.", "Du redest zu langsam.",
        "Plus vite s'il te plaît", "Habla más rápido."}) {
    EXPECT_EQ(pace_request(words), faster) << words;
  }
  for (const char* words :
       {"Speak normally.", "Normal speed, please.", "Go back to normal speed.",
        "Talk at your usual pace again.", "Sprich wieder normal.", "Vitesse normale."}) {
    EXPECT_EQ(pace_request(words), usual) << words;
  }
}

TEST(PaceRequest, WhatIsAboutSomethingElseIsNone) {
  for (const char* words : {"",
                            " ",
                            "?!",
                            "Please.",
                            "Speak.",
                            "Which animal is slower?",
                            "Is it faster?",
                            "Is that too fast?",
                            "Are you faster?",
                            "Are trains faster than cars?",
                            "How fast can you go?",
                            "Why do clocks slow down?",
                            "That's slower.",
                            "It was too slow.",
                            "My computer is too slow.",
                            "I want to go faster.",
                            "I need to slow down.",
                            "Run faster.",
                            "How do I speak slowly?",
                            "What is the normal speed?",
                            "Is this your normal speed?",
                            "Say fast food.",
                            "Fast.",
                            "Slow.",
                            "normal",
                            "That is normal.",
                            "Speak French.",
                            "Speak up.",
                            "Go up.",
                            "Louder.",
                            "Tell me more.",
                            "Shorter.",
                            "Say slower in German.",
                            "The car was too fast.",
                            "Can you count slowly to ten?",
                            "Don't speak slower.",
                            "Time goes faster when you sleep.",
                            "\xff\xfe",
                            "please please please please please please please please please please "
                            "please please please "
                            "please slower"}) {
    EXPECT_EQ(pace_request(words), none) << words;
  }
}

}  // namespace
}  // namespace hotpin::dialog
