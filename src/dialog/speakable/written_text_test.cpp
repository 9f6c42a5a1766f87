#include "dialog/speakable/written_text.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

TEST(WrittenText, LeavesNumbersAndSignsToTheVoice) {
  EXPECT_EQ(written_text("Es sind 5 km, etwa 3,50 € (20 %)."), "Es sind 5 km, etwa 3,50 € (20 %).");
  EXPECT_EQ(written_text("¿Qué tal? Son las 10:30."), "¿Qué tal? Son las 10:30.");
  EXPECT_EQ(written_text("气温是25°C。"), "气温是25°C。");
  EXPECT_EQ(written_text("यह 5 किलो है।"), "यह 5 किलो है।");
  EXPECT_EQ(written_text("今天25℃，≤ 5 mg"), "今天25℃，≤ 5 mg");
  EXPECT_EQ(written_text("می‌خواهم"), "می‌خواهم");
}

TEST(WrittenText, LeavesOutWhatNobodySays) {
  EXPECT_EQ(written_text("Gut 😀 so!"), "Gut so!");
  EXPECT_EQ(written_text("Ich ❤️ dich 👩‍💻."), "Ich dich .");
  EXPECT_EQ(written_text("**Wichtig:**  `Code`"), "Wichtig: Code");
  EXPECT_EQ(written_text("eins\xFF drei"), "eins drei");
}

TEST(WrittenText, WritesFormulasInSigns) {
  EXPECT_EQ(written_text("Es gilt $E = mc^2$."), "Es gilt E = mc².");
  EXPECT_EQ(written_text("Also \\(\\frac{1}{2} \\leq \\alpha\\)."), "Also 1/2 ≤ α.");
  EXPECT_EQ(written_text("\\[ x = 5 \\text{ km} \\]"), "x = 5 km");
  EXPECT_EQ(written_text("Das kostet $5 oder $10."), "Das kostet $5 oder $10.");
  EXPECT_EQ(written_text("Ja [1]. $\\sin x$"), "Ja. sin x");
}

TEST(WrittenText, WithoutAWordThereIsNothingToSay) {
  EXPECT_EQ(written_text(""), "");
  EXPECT_EQ(written_text("… — !"), "");
  EXPECT_EQ(written_text("😀"), "");
}

}  // namespace
}  // namespace hotpin::dialog
