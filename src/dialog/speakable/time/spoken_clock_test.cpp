#include "dialog/speakable/time/spoken_clock.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kSaysTimes[] = {
    {"14:30:00Z", "fourteen thirty UTC"},
    {"14:30Z", "fourteen thirty UTC"},
    {"T14:30", "fourteen thirty"},
    {"T143000Z", "fourteen thirty UTC"},
    {"14:30:00.250", "fourteen thirty and zero point two five zero seconds"},
    {"14:30:00+02:00", "fourteen thirty UTC plus two"},
    {"2:30pm", "two thirty PM"},
    {"2:30 P.M.", "two thirty PM."},
    {"2.30pm", "two thirty PM"},
    {"14h30", "fourteen thirty"},
    {"14:30h", "fourteen thirty"},
    {"24:00", "twenty-four hundred"},
    {"23:59:60", "twenty-three fifty-nine and sixty seconds"},
    {"00:00:00", "midnight"},
    {"12:35.36", "twelve thirty-five point three six"},
    {"14:30 UTC", "fourteen thirty UTC"},
    {"2:30 PM EST", "two thirty PM EST"},
    {"9 AM PDT and 6 PM CET", "nine AM PDT and six PM CET"},
    {"It's 14:30 now, 15:00 soon.", "It's fourteen thirty now, fifteen hundred soon."},
};
TEST(SpokenClock, SaysTimes) { expect_spoken(kSaysTimes); }

constexpr SpokenCase kSaysRanges[] = {
    {"14:30–15:45", "fourteen thirty to fifteen forty-five"},
    {"14:30-15:45", "fourteen thirty to fifteen forty-five"},
    {"14:30 - 15:45", "fourteen thirty to fifteen forty-five"},
    {"from 9:00 to 17:00", "from nine o'clock to seventeen hundred"},
    {"9am-5pm PST", "nine AM to five PM PST"},
    {"22:00-06:00", "twenty-two hundred to six o'clock"},
    {"2:30–3:45 pm", "two thirty to three forty-five PM"},
    {"Meeting: 2024-05-17 14:30–15:30 CEST",
     "Meeting: May seventeenth, twenty twenty-four, fourteen thirty to fifteen thirty CEST"},
};
TEST(SpokenClock, SaysRanges) { expect_spoken(kSaysRanges); }

constexpr SpokenCase kSaysOffsetsAlone[] = {
    {"UTC+2", "UTC plus two"},
    {"UTC+02:00", "UTC plus two"},
    {"GMT-5", "GMT minus five"},
    {"UTC−03:30", "UTC minus three thirty"},
    {"GMT +5:30", "GMT plus five thirty"},
    {"UTC and GMT", "UTC and GMT"},
};
TEST(SpokenClock, SaysOffsetsAlone) { expect_spoken(kSaysOffsetsAlone); }

constexpr SpokenCase kSaysTimesBehindDates[] = {
    {"Fri, 17 May 2024 14:30:00 GMT",
     "Friday, the seventeenth of May, twenty twenty-four, fourteen thirty GMT"},
    {"Fri, 17 May 2024 14:30:00 +0200",
     "Friday, the seventeenth of May, twenty twenty-four, fourteen thirty UTC plus two"},
    {"Fri May 17 14:30:00 2024", "Friday May seventeenth, fourteen thirty twenty twenty-four"},
    {"Friday, 17-May-24 14:30:00 GMT",
     "Friday, May seventeenth, twenty twenty-four, fourteen thirty GMT"},
    {"Mon 5 Feb 2024 10:00", "Monday the fifth of February, twenty twenty-four, ten o'clock"},
    {"17/May/2024:14:30:00 +0000", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"17-May-2024", "May seventeenth, twenty twenty-four"},
    {"2024/05/17", "May seventeenth, twenty twenty-four"},
    {"2024/05/17 14:30", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"2024.05.17", "May seventeenth, twenty twenty-four"},
    {"2024-5-7", "May seventh, twenty twenty-four"},
    {"17.05.2024 14:30", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"17.05.2024, 14:30", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"5/17/24 2:30 PM", "May seventeenth, twenty twenty-four, two thirty PM"},
    {"5/17/2024, 2:30:15 PM",
     "May seventeenth, twenty twenty-four, two thirty and fifteen seconds PM"},
    {"5/17/2024 at 2:30 PM", "May seventeenth, twenty twenty-four at two thirty PM"},
    {"17-05-2024 14:30", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"May 17, 2024 14:30", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"May 17, 2024, 2:30 PM", "May seventeenth, twenty twenty-four, two thirty PM"},
    {"May 17 14:30:00 host", "May seventeenth, fourteen thirty host"},
    {"04/2024", "April twenty twenty-four"},
    {"Apr 2024", "April twenty twenty-four"},
};
TEST(SpokenClock, SaysTimesBehindDates) { expect_spoken(kSaysTimesBehindDates); }

constexpr SpokenCase kLeavesOthers[] = {
    {"Sun, sea and sand", "Sun, sea and sand"},
    {"Sat, 3 people", "Sat, three people"},
    {"the 14.30 train", "the fourteen point three zero train"},
    {"2023/24", "twenty twenty-three to twenty-four"},
    {"2024/2025", "twenty twenty-four to twenty twenty-five"},
    {"at 1400 hours season", "at fourteen hundred hours season"},
    {"The ratio is 1:1,000.", "The ratio is one to one thousand."},
};
TEST(SpokenClock, LeavesOthers) { expect_spoken(kLeavesOthers); }

}  // namespace
}  // namespace hotpin::dialog
