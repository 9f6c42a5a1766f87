#include "dialog/speakable/code/code_context.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kSaysAnnouncedDigits[] = {
    {"Your PIN is 1234.", "Your PIN is one two three four."},
    {"Your PIN is 1234 and you have 5 attempts.",
     "Your PIN is one two three four and you have five attempts."},
    {"PIN: 4821", "PIN: four eight two one"},
    {"My PIN is 2024.", "My PIN is two zero two four."},
    {"PIN 0000", "PIN zero zero zero zero"},
    {"The code 04512 opens it.", "The code zero four five one two opens it."},
    {"OTP: 482 913", "OTP: four eight two, nine one three"},
    {"Your one-time password is 482913.",
     "Your one-time password is four eight two nine one three."},
    {"Your verification code is 482-913.",
     "Your verification code is four eight two, nine one three."},
    {"Enter code 7741 within 15 minutes.",
     "Enter code seven seven four one within fifteen minutes."},
    {"The passcode for the lounge is 90210.",
     "The passcode for the lounge is nine zero two one zero."},
    {"Is the code 1234 or 5678?", "Is the code one two three four or five six seven eight?"},
    {"The codes are 1234 and 5678.", "The codes are one two three four and five six seven eight."},
    {"Your code is 1 2 3 4.", "Your code is one two three four."},
    {"Here's the PIN you asked for, sir: 4821.",
     "Here's the PIN you asked for, sir: four eight two one."},
    {"Your card ends in 4242.", "Your card ends in four two four two."},
    {"a card ending in 4242", "a card ending in four two four two"},
    {"CVV 123", "CVV one two three"},
    {"ZIP code 94110", "ZIP code nine four one one zero"},
    {"error code 404", "error code four zero four"},
    {"area code 415", "area code four one five"},
    {"His ID is 48213.", "His ID is four eight two one three."},
    {"account number 12345678", "account number one two three four five six seven eight"},
    {"sort code 12-34-56", "sort code one two, three four, five six"},
    {"Order number 48291", "Order number four eight two nine one"},
    {"order no. 4512", "order number four five one two"},
    {"RMA #00123", "RMA number zero zero one two three"},
    {"Order #48291", "Order number four eight two nine one"},
    {"ticket 10023", "ticket one zero zero two three"},
    {"Invoice 2024-001", "Invoice two zero two four, zero zero one"},
    {"Flight 370", "Flight three seven zero"},
    {"flight LH 400", "flight LH four zero zero"},
    {"license plate B-MW 1234", "license plate B-MW one two three four"},
    {"room 204", "room two zero four"},
    {"extension 210", "extension two one zero"},
    {"ext. 4021", "extension four zero two one"},
    {"Call 911 now.", "Call nine one one now."},
    {"Dial 112.", "Dial one one two."},
    {"Text STOP to 12345.", "Text STOP to one two three four five."},
    {"tel: 0800 123 4567", "tel: zero eight zero zero, one two three, four five six seven"},
    {"Enter 4821 as your PIN.", "Enter four eight two one as your PIN."},
    {"Use 482913 as your verification code.",
     "Use four eight two nine one three as your verification code."},
    {"482-913 is your PIN.", "four eight two, nine one three is your PIN."},
    {"1234 is your PIN.", "one two three four is your PIN."},
    {"The codes are 1234, 5678 and 9012.",
     "The codes are one two three four, five six seven eight and nine zero one two."},
    {"PINs 1234/5678", "PINs one two three four, five six seven eight"},
    {"The PIN's 1905.", "The PIN's one nine zero five."},
    {"Your PIN was changed to 1905.", "Your PIN was changed to one nine zero five."},
    {"The code has been 1905 since May.", "The code has been one nine zero five since May."},
    {"PIN = 1234", "PIN equals one two three four"},
    {"Emergency: 112", "Emergency: one one two"},
    {"train ICE 599", "train ICE five nine nine"},
    {"seat 23F", "seat twenty-three F"},
    {"fax 030 123456-78", "fax zero three zero, one two three four five six, seven eight"},
};
TEST(CodeContext, SaysAnnouncedDigits) { expect_spoken(kSaysAnnouncedDigits); }

constexpr SpokenCase kLeavesNumbersThatCount[] = {
    {"The code expires in 10 minutes.", "The code expires in ten minutes."},
    {"The code is 1000 lines long.", "The code is one thousand lines long."},
    {"The code was written in 1999.", "The code was written in nineteen ninety-nine."},
    {"The code, 1000 of them.", "The code, one thousand of them."},
    {"The code is 100MB in size.", "The code is one hundred megabytes in size."},
    {"Call 100 people.", "Call one hundred people."},
    {"the first token, 300 tokens", "the first token, three hundred tokens"},
    {"Your password must be 12-20 characters.",
     "Your password must be twelve to twenty characters."},
    {"Room 12", "Room twelve"},
    {"bus 42", "bus forty-two"},
    {"Route 66", "Route sixty-six"},
    {"The answer is 1234.", "The answer is twelve thirty-four."},
    {"The year is 2024.", "The year is twenty twenty-four."},
    {"In 1984 he wrote it.", "In nineteen eighty-four he wrote it."},
    {"In 1999 as a code reviewer", "In nineteen ninety-nine as a code reviewer"},
    {"She made a reference to 1984.", "She made a reference to nineteen eighty-four."},
    {"The dress code dates back to 1950.", "The dress code dates back to nineteen fifty."},
    {"Please use 500 grams of flour.", "Please use five hundred grams of flour."},
    {"The case was closed in 1999.", "The case was closed in nineteen ninety-nine."},
    {"I'd like to text 500 people.", "I'd like to text five hundred people."},
    {"The zip file is 500 MB.", "The zip file is five hundred megabytes."},
    {"In case 100 people come", "In case one hundred people come"},
    {"They ring 100 bells.", "They ring one hundred bells."},
    {"The code runs 1905 miles.", "The code runs one thousand nine hundred five miles."},
    {"I have 1000 is a big number.", "I have one thousand is a big number."},
    {"The code was 1234, 2000 dollars.", "The code was one two three four, two thousand dollars."},
};
TEST(CodeContext, LeavesNumbersThatCount) { expect_spoken(kLeavesNumbersThatCount); }

constexpr SpokenCase kSaysPasswords[] = {
    {"Your password is: x7Kq-99.", "Your password is: x seven capital K q dash nine nine."},
    {"Wi-Fi password: x7Kq-99", "Wi-Fi password: x seven capital K q dash nine nine"},
    {"The Wi-Fi password is \"Blue_42!x\".",
     "The Wi-Fi password is capital B l u e underscore four two exclamation mark x."},
    {"password hunter2", "password h u n t e r two"},
    {"The password is swordfish.", "The password is swordfish."},
    {"API key: sk-4f9aB2x", "API key: s k dash four f nine a capital B two x"},
    {"license key ABCD-1234-EFGH-5678",
     "license key A B C D dash one two three four dash E F G H dash five six seven eight"},
};
TEST(CodeContext, SaysPasswords) { expect_spoken(kSaysPasswords); }

TEST(CodeContext, LooksAtTheSameSentence) {
  EXPECT_EQ(normalize("482913.", "Here is your code:"), "four eight two nine one three.");
  EXPECT_EQ(normalize("is 2024.", "The PIN for the door"), "is two zero two four.");
  EXPECT_EQ(normalize("It is 2024.", "That was the PIN."), "It is twenty twenty-four.");
}

}  // namespace
}  // namespace hotpin::dialog
