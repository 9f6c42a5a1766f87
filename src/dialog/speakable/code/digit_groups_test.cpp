#include "dialog/speakable/code/digit_groups.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kSaysTelephones[] = {
    {"+49 30 123456", "plus four nine, three zero, one two three four five six"},
    {"+49 (0)30 123456", "plus four nine, zero, three zero, one two three four five six"},
    {"(030) 123456", "zero three zero, one two three four five six"},
    {"030 123456", "zero three zero, one two three four five six"},
    {"030/123456", "zero three zero, one two three four five six"},
    {"0049 30 123456", "zero zero four nine, three zero, one two three four five six"},
    {"555-0199", "five five five, zero one nine nine"},
    {"06 12 34 56 78", "zero six, one two, three four, five six, seven eight"},
    {"020 7946 0958", "zero two zero, seven nine four six, zero nine five eight"},
    {"+1 (415) 555-2671", "plus one, four one five, five five five, two six seven one"},
    {"1 800 555 0199", "one, eight zero zero, five five five, zero one nine nine"},
    {"98765 43210", "nine eight seven six five, four three two one zero"},
    {"138 1234 5678", "one three eight, one two three four, five six seven eight"},
    {"My number is 07911 123456.",
     "My number is zero seven nine one one, one two three four five six."},
    {"(+49) 30 123456", "plus four nine, three zero, one two three four five six"},
    {"+81-3-1234-5678", "plus eight one, three, one two three four, five six seven eight"},
    {"+1.415.555.2671", "plus one, four one five, five five five, two six seven one"},
    {"555-1234 ext. 12", "five five five, one two three four extension twelve"},
    {"9-1-1", "nine, one, one"},
};
TEST(DigitGroups, SaysTelephones) { expect_spoken(kSaysTelephones); }

constexpr SpokenCase kSaysNumbersThatName[] = {
    {"4111 1111 1111 1111", "four one one one, one one one one, one one one one, one one one one"},
    {"4111-1111-1111-1111", "four one one one, one one one one, one one one one, one one one one"},
    {"3782 822463 10005",
     "three seven eight two, eight two two four six three, one zero zero zero five"},
    {"123-45-6789", "one two three, four five, six seven eight nine"},
    {"ISBN 978-3-16-148410-0",
     "ISBN nine seven eight, three, one six, one four eight four one zero, zero"},
    {"ISBN 0-306-40615-2", "ISBN zero, three zero six, four zero six one five, two"},
    {"San Francisco, CA 94110", "San Francisco, CA nine four one one zero"},
    {"Mountain View, CA 94043-1351",
     "Mountain View, CA nine four zero four three, one three five one"},
    {"#1234", "number one two three four"},
};
TEST(DigitGroups, SaysNumbersThatName) { expect_spoken(kSaysNumbersThatName); }

constexpr SpokenCase kLeavesNumbers[] = {
    {"4-4-2", "four, four, two"},
    {"10-4-2 = 4", "ten minus four minus two equals four"},
    {"#5", "number five"},
    {"2024-99-01", "twenty twenty-four to ninety-nine to zero one"},
    {"1939-1945", "nineteen thirty-nine to nineteen forty-five"},
    {"1999 2000 2001 2002", "nineteen ninety-nine two thousand two thousand one two thousand two"},
    {"He scored 21-19, 15-21, 21-18.",
     "He scored twenty-one to nineteen, fifteen to twenty-one, twenty-one to eighteen."},
    {"192.168.1.1:8080",
     "one nine two dot one six eight dot one dot one port eight zero eight zero"},
    {"10.0.0.0/24", "one zero dot zero dot zero dot zero slash twenty-four"},
};
TEST(DigitGroups, LeavesNumbers) { expect_spoken(kLeavesNumbers); }

}  // namespace
}  // namespace hotpin::dialog
