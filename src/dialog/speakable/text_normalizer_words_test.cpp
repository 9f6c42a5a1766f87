#include "dialog/speakable/text_normalizer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.hpp"

namespace hotpin::dialog {
namespace {

struct Case {
  std::string_view written;
  std::string_view spoken;
};

template <std::size_t kSize>
void check(const Case (&cases)[kSize]) {
  for (const Case& one : cases) EXPECT_EQ(normalize(one.written), one.spoken) << one.written;
}

constexpr Case kCodes[] = {
    {"v2.1.3", "version two point one point three"},
    {"version 2.1.3", "version two point one point three"},
    {"v2", "version two"},
    {"192.168.1.1", "one nine two dot one six eight dot one dot one"},
    {"8.8.8.8", "eight dot eight dot eight dot eight"},
};
TEST(TextNormalizer, SaysCodes) { check(kCodes); }

constexpr Case kAbbreviations[] = {
    {"Dr. Smith", "Doctor Smith"},
    {"Dr Smith", "Doctor Smith"},
    {"Mr. and Mrs. Jones", "Mister and Missus Jones"},
    {"e.g. apples", "for example apples"},
    {"apples, e.g., red ones", "apples, for example, red ones"},
    {"i.e. this", "that is this"},
    {"apples, pears, etc.", "apples, pears, et cetera."},
    {"apples etc. are good", "apples et cetera are good"},
    {"Apples etc. Then more.", "Apples et cetera. Then more."},
    {"cats vs. dogs", "cats versus dogs"},
    {"cats vs dogs", "cats versus dogs"},
    {"No. 5", "number five"},
    {"No.", "No."},
    {"St. Paul", "Saint Paul"},
    {"123 Main St.", "one hundred twenty-three Main Street."},
    {"Acme Inc. is big.", "Acme Incorporated is big."},
    {"NASA", "NASA"},
    {"the FBI", "the FBI"},
    {"U.S.", "U S."},
    {"the U.S. Army", "the U S Army"},
    {"He left the U.S. He was sad.", "He left the U S. He was sad."},
    {"the U.S.A. team", "the U S A team"},
    {"J. K. Rowling", "J K Rowling"},
    {"Plan B. The end.", "Plan B. The end."},
    {"R&D", "R and D"},
    {"Tom & Jerry", "Tom and Jerry"},
    {"AT&T", "AT and T"},
};
TEST(TextNormalizer, SaysAbbreviations) { check(kAbbreviations); }

constexpr Case kAddresses[] = {
    {"me@example.com", "me at example dot com"},
    {"ann.lee-1@mail.example.co.uk.", "ann dot lee dash one at mail dot example dot co dot uk."},
    {"https://example.com", "example dot com"},
    {"https://www.example.com/about", "example dot com slash about"},
    {"http://example.com/a/very/long/path?x=1#y", "example dot com"},
    {"www.example.org.", "example dot org."},
    {"example.com", "example dot com"},
    {"See https://example.com, then go.", "See example dot com, then go."},
    {"http://localhost:8080/", "localhost port eight zero eight zero"},
    {"Node.js", "Node dot js"},
    {"file.txt", "file dot txt"},
    {"end.Next one", "end. Next one"},
};
TEST(TextNormalizer, SaysAddresses) { check(kAddresses); }

constexpr Case kSigns[] = {
    {"#1", "number one"}, {"#hashtag", "hashtag hashtag"},
    {"C#", "C sharp"},    {"C++", "C plus plus"},
    {"@name", "at name"},
};
TEST(TextNormalizer, SaysSigns) { check(kSigns); }

constexpr Case kMarkdown[] = {
    {"**bold** and __under__", "bold and under"},
    {"`code`", "code"},
    {"# Title", "Title"},
    {"> quote", "quote"},
    {"- item", "item"},
    {"* item", "item"},
    {"1. First", "one. First"},
    {"| a | b |", "a, b"},
    {"[link](http://example.com)", "link"},
    {"***", ""},
};
TEST(TextNormalizer, SaysMarkdown) { check(kMarkdown); }

constexpr Case kPausesAndEmoji[] = {
    {"Hi 😀 there 👍🏽!", "Hi there!"},
    {"❤\uFE0F", ""},
    {"zero\u200Bwidth", "zerowidth"},
    {"a\u00ADb", "ab"},
    {"tab\there", "tab here"},
    {"It’s “fine”", "It's fine"},
    {"Wait…", "Wait."},
    {"Wait... what?", "Wait, what?"},
    {"Well... okay", "Well, okay"},
    {"Hello — world", "Hello, world"},
    {"Hello—world", "Hello, world"},
    {"Hello - world", "Hello, world"},
    {"Really?!", "Really?"},
    {"Stop!!!", "Stop!"},
    {"So,, what", "So, what"},
    {"(really)", "really"},
    {"Paris (France) is nice.", "Paris, France, is nice."},
    {"the word(s)", "the words"},
};
TEST(TextNormalizer, SaysPausesAndEmoji) { check(kPausesAndEmoji); }

constexpr Case kOddWords[] = {
    {"well-known T-shirt", "well-known T-shirt"},
    {"COVID-19", "COVID nineteen"},
    {"MP3", "MP three"},
    {"H2O", "H two O"},
    {"B747", "B seven four seven"},
    {"5G", "five G"},
    {"3D", "three D"},
    {"10-year-old", "ten-year-old"},
    {"Henry VIII", "Henry the eighth"},
    {"Louis XIV was king.", "Louis the fourteenth was king."},
    {"World War II", "World War two"},
    {"World War I", "World War one"},
    {"Chapter IV", "Chapter four"},
    {"Part of me", "Part of me"},
    {"Привет мир", "Привет мир"},
    {"你好，世界。", "你好，世界。"},
    {"今天5点", "今天5点"},
    {"日本語 text", "日本語 text"},
    {"naïve café", "naïve café"},
    {":) Hi ;-)", "Hi"},
    {"dogs' bones", "dogs bones"},
    {"5's", "five's"},
    {"100°", "one hundred degrees"},
    {"10+", "ten plus"},
    {"5 in", "five in"},
    {"1 in 5", "one in five"},
    {"2 tbsp", "two tablespoons"},
    {"1 hr 30 min", "one hour thirty minutes"},
    {"5 million people", "five million people"},
    {"3.0", "three point zero"},
    {"$3.00", "three dollars"},
    {"$1.5 million", "one point five million dollars"},
    {"Ph.D. student", "P H D student"},
    {"a.k.a. Bob", "also known as Bob"},
    {"p. 5", "page five"},
    {"24 hours, 7 days", "twenty-four hours, seven days"},
    {"1,2,3", "one, two, three"},
    {"1, 2, 3", "one, two, three"},
    {"10%-20%", "ten percent to twenty percent"},
    {"5km-10km", "five kilometers to ten kilometers"},
    {"&amp;", "and"},
    {"a -> b", "a, b"},
    {"a => b", "a, b"},
    {"A → B", "A, B"},
    {"\"Hello,\" she said.", "Hello, she said."},
    {"...", ""},
    {"?", ""},
    {"!", ""},
    {"√16", "the square root of sixteen"},
    {"5 ± 2", "five plus or minus two"},
    {"≈ 3", "approximately three"},
    {"Hello,world", "Hello, world"},
    {"AB-12", "AB twelve"},
    {"0.001", "zero point zero zero one"},
    {"99.9%", "ninety-nine point nine percent"},
    {"x²", "x squared"},
    {"π is 3.14159", "π is three point one four one five nine"},
    {"The year 1999.", "The year nineteen ninety-nine."},
    {"In 2024, 5 people", "In twenty twenty-four, five people"},
    {"https://example.com/about.", "example dot com slash about."},
    {"(555) 123-4567 or 555-9876",
     "five five five, one two three, four five six seven or five five five, nine eight seven six"},
    {"5,000-10,000", "five thousand to ten thousand"},
    {"2023-24", "twenty twenty-three to twenty-four"},
    {"iPhone 15 Pro", "iPhone fifteen Pro"},
    {"Windows 11", "Windows eleven"},
    {"F-16", "F sixteen"},
    {"Fig. 3", "figure three"},
    {"~~gone~~", "gone"},
    {"<b>bold</b>", "bold"},
    {"snake_case", "snake case"},
    {"It costs $5.", "It costs five dollars."},
    {"It costs $5, or $10.", "It costs five dollars, or ten dollars."},
    {"50-60%", "fifty to sixty percent"},
};
TEST(TextNormalizer, SaysOddWords) { check(kOddWords); }

constexpr Case kCorners[] = {
    {"3 x 4 x 5", "three times four times five"},
    {"1 1/4", "one and a quarter"},
    {"5 m/s²", "five meters per second squared"},
    {"1.2.3.4.5", "one point two point three point four point five"},
    {"2-3 cups", "two to three cups"},
    {"$ 5", "five dollars"},
    {"$1,234.56", "one thousand two hundred thirty-four dollars and fifty-six cents"},
    {"$0", "zero dollars"},
    {"$0.00", "zero dollars"},
    {"from $5-7 each", "from five to seven dollars each"},
    {"I'm 5'10\" tall", "I'm five feet ten tall"},
    {"Mon-Fri", "Mon-Fri"},
    {"(-5)", "minus five"},
    {"x=-5", "x equals minus five"},
    {"Costs 3. Then", "Costs three. Then"},
    {"1990's", "nineteen nineties"},
    {"3pm-5pm", "three PM to five PM"},
    {"May 5-7, 2024", "May fifth to seventh, twenty twenty-four"},
    {"\"5\"", "five"},
    {"100,000,000,000", "one hundred billion"},
    {"12,34", "twelve, thirty-four"},
    {"2,024", "two thousand twenty-four"},
    {"Temperatures of -10°C to 5°C",
     "Temperatures of minus ten degrees Celsius to five degrees Celsius"},
    {"10%+", "ten percent plus"},
    {"50/50", "fifty fifty"},
    {"+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"},
    {"+14155552671", "plus one four one five five five five two six seven one"},
    {"E=mc²", "E equals mc squared"},
    {"9:5", "nine to five"},
    {"1:1", "one to one"},
    {"0:30", "zero thirty"},
    {"12:30:45 pm", "twelve thirty and forty-five seconds PM"},
    {"v1", "version one"},
    {"V8 engine", "V eight engine"},
    {"U.K.", "U K."},
    {"300.300.300.300",
     "three hundred point three hundred point three hundred point three hundred"},
    {"1st.", "first."},
    {"the 1st-place", "the first-place"},
    {"mid-1990s", "mid nineteen nineties"},
    {"£5bn", "five billion pounds"},
    {"$5B", "five billion dollars"},
    {"€1m", "one million euros"},
    {"Oct 3rd", "October third"},
    {"Dec. 25th, 2023.", "December twenty-fifth, twenty twenty-three."},
    {"in Sept. 2020", "in September twenty twenty"},
    {"It is 5 p.m.", "It is five PM."},
    {"5 p.m., then", "five PM, then"},
    {"https://192.168.1.1:80/x",
     "one nine two dot one six eight dot one dot one port eight zero slash x"},
    {"½ cup", "one half cup"},
    {"3 ½ cups", "three and a half cups"},
    {"100 W", "one hundred watts"},
    {"100W", "one hundred watts"},
    {"٣٤ arabic", "٣٤ arabic"},
    {"ไทย 5", "ไทย five"},
    {"👨\u200D👩\u200D👧 family", "family"},
    {"می\u200Cخواهم", "می\u200Cخواهم"},
    {"$5/hr", "five dollars per hour"},
    {"10/day", "ten per day"},
    {"2/day", "two per day"},
    {"1/2/2024", "January second, twenty twenty-four"},
    {"1/10", "one tenth"},
    {"#5 and # and #!", "number five and and!"},
    {"1,000.50", "one thousand point five zero"},
    {"-1,000", "minus one thousand"},
    {"2024-99-01", "twenty twenty-four to ninety-nine to zero one"},
    {"Yes!, no,; maybe", "Yes! no; maybe"},
    {"a\u200Db", "ab"},
};
TEST(TextNormalizer, SaysCorners) { check(kCorners); }

/// Whatever comes in: valid, one line, single spaces, and not beyond a fixed multiple of the input.
void expect_speakable(std::string_view text) {
  const std::string speech = normalize(text);
  EXPECT_TRUE(base::is_valid_utf8(speech)) << text;
  EXPECT_EQ(speech.find("  "), std::string::npos) << text;
  EXPECT_EQ(speech.find_first_of("\n\r\t*`#|<>{}\"\\"), std::string::npos) << speech;
  EXPECT_FALSE(speech.starts_with(' ') || speech.ends_with(' ')) << text;
  EXPECT_LE(speech.size(), 64 + text.size() * 32) << text;
}

TEST(TextNormalizer, IsSpeakableForEveryByteAndPair) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      expect_speakable(std::string{static_cast<char>(first), static_cast<char>(second)});
    }
  }
}

// Quadratic work would run into the test's time limit.
TEST(TextNormalizer, TakesLongRuns) {
  for (const std::string_view unit :
       {"7", "1,", "1.", "a.", "A.", "(",   "-",    "+1 ", "$",  "w", "é", "\u200D",
        "[", "](", "<b", "1/", "@a", "...", "\xF0", "1-",  "'s", "*", "你"}) {
    std::string text;
    while (text.size() < 200'000) text += unit;
    const std::string speech = normalize(text);
    EXPECT_TRUE(base::is_valid_utf8(speech)) << unit;
    EXPECT_LE(speech.size(), text.size() * 32) << unit;
  }
}

}  // namespace
}  // namespace hotpin::dialog
