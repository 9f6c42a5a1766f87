#include "dialog/markup/citations.hpp"

#include <gtest/gtest.h>

#include <string>

#include "dialog/plain_text.hpp"
#include "dialog/speakable/text_normalizer.hpp"

namespace hotpin::dialog {
namespace {

struct Case {
  std::string_view written;
  std::string_view plain;
};

constexpr Case kCitations[] = {
    {"This is known [1] and shown [2][3].", "This is known and shown."},
    {"Known[1] and shown.[2] Next.", "Known and shown. Next."},
    {"As shown [1, 2], it is.", "As shown, it is."},
    {"As shown [1–3] and [4-6].", "As shown and."},
    {"Many [1,2,5] agree.", "Many agree."},
    {"It was [12; 14] so.", "It was so."},
    {"It grew【1†source】.", "It grew."},
    {"It grew 【4:0†report.pdf】 fast", "It grew fast"},
    {"A note[^1] here.", "A note here."},
    {"A note[^note] here.", "A note here."},
    {"[^1]: The note says so.", "The note says so."},
    {"[^1]: https://example.com/a", ""},
    {"[1]: https://example.com \"Title\"", ""},
    {"[site]: <https://example.com>", ""},
    {"[1] https://example.com/x", ""},
    {"[1] Smith wrote it.", "Smith wrote it."},
    {"See [[1]](https://example.com/a).", "See."},
    {"It is true [1](https://example.com).", "It is true."},
    {"Blue (source: [3]).", "Blue."},
    {"Blue ([1], [2]).", "Blue."},
    {"The moon [citation needed] shines.", "The moon shines."},
    {"It is so [source].", "It is so."},
    {"From the files [doc1][doc2].", "From the files."},
    {"It rained [cite: 1, 2].", "It rained."},
    {"It rained [web:3].", "It rained."},
    {"It is known\\[1\\].", "It is known."},
    {"This is known¹ and shown².", "This is known and shown."},
    {"The end.¹² Next", "The end. Next"},
    {"Is it?³", "Is it?"},
    {"It rained [1][2], [3] and more.", "It rained and more."},
    {"It is shown [3, p. 15].", "It is shown."},
    {"Shown [^1^].", "Shown."},
    {"[1] and shown [2].", "and shown."},
    {"[1, 2] The sky", "The sky"},
    {"**Known** [1].", "Known."},
    {"the CPU[1] and \"quoted\"[2]", "the CPU and \"quoted\""},
};

TEST(Citations, AreLeftOut) {
  for (const Case& one : kCitations) EXPECT_EQ(plain_text(one.written), one.plain) << one.written;
}

constexpr Case kOthers[] = {
    {"I like [this] one", "I like this one"},
    {"`a[1]` is first", "a1 is first"},
    {"`items[2]` and a[1]", "items2 and a1"},
    {"the interval [0, 1]", "the interval 0, 1"},
    {"the interval [1, 2]", "the interval 1, 2"},
    {"x in [1, 2]", "x in 1, 2"},
    {"The list [1, 2, 3] is short", "The list 1, 2, 3 is short"},
    {"x = [1, 2, 3]", "x = 1, 2, 3"},
    {"It returns [1].", "It returns 1."},
    {"[1, 2, 3]", "1, 2, 3"},
    {"sorted([3, 1])", "sorted(3, 1)"},
    {"The answer: [1, 2]", "The answer: 1, 2"},
    {"[link](http://example.com)", "link"},
    {"[2024](http://example.com) was good", "2024 was good"},
    {"in [2019] it was", "in 2019 it was"},
    {"arr[1] = 5", "arr1 = 5"},
    {"25 m² and x²", "25 m² and x²"},
    {"sin² and cosh²", "sin² and cosh²"},
    {"10¹² of them", "10¹² of them"},
    {"(see below)", "(see below)"},
    {"【注意】今天", "【注意】今天"},
    {"`[^a-z]` it is", "^a-z it is"},
    {"π² and (x)²", "π² and (x)²"},
    {"- [ ] open", "open"},
    {"[Smith 2020]", "Smith 2020"},
};

TEST(Citations, AreNotWhatLooksLikeThem) {
  for (const Case& one : kOthers) EXPECT_EQ(plain_text(one.written), one.plain) << one.written;
}

TEST(Citations, AreNotSpoken) {
  EXPECT_EQ(normalize("This is known [1] and shown [2][3]."), "This is known and shown.");
  EXPECT_EQ(normalize("Water boils at 100 °C.[4] It does."),
            "Water boils at one hundred degrees Celsius. It does.");
}

}  // namespace
}  // namespace hotpin::dialog
