#include "dialog/speakable/code/spelled_codes.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kSpellsMixedCodes[] = {
    {"AB12-34X", "A B one two, three four X"},
    {"order AB12-34X", "order A B one two, three four X"},
    {"BA2490", "B A two four nine zero"},
    {"KA-05-MJ-1234", "K A, zero five, M J, one two three four"},
    {"DE89 3704 0044 0532 0130 00",
     "D E eight nine, three seven zero four, zero zero four four, zero five three two, zero one "
     "three zero, zero zero"},
    {"IBAN: GB29 NWBK 6016 1331 9268 19",
     "IBAN: G B two nine, N W B K, six zero one six, one three three one, nine two six eight, one "
     "nine"},
    {"DE89370400440532013000",
     "D E eight nine three seven zero four zero zero four four zero five three two zero one three "
     "zero zero zero"},
    {"postcode SW1A 1AA", "postcode S W one A one AA"},
    {"1Z999AA10123456784",
     "one Z nine nine nine A A one zero one two three four five six seven eight four"},
    {"serial number SN-4421-XK", "serial number S N, four four two one, X K"},
    {"CVE-2024-3094", "C V E, two zero two four, three zero nine four"},
    {"VIN 1HGCM82633A004352",
     "VIN one H G C M eight two six three three A zero zero four three five two"},
    {"RTX4090", "R T X four zero nine zero"},
    {"Your booking reference is X7KQ9P.", "Your booking reference is X seven K Q nine P."},
    {"PNR: ABC123", "PNR: A B C one two three"},
    {"K1A 0B1", "K one A zero B one"},
    {"passport number C01X00T47", "passport number C zero one X zero zero T four seven"},
    {"gift card code XJ4K-99PL-22QT", "gift card code X J four K, nine nine P L, two two Q T"},
    {"promo code SAVE20", "promo code S A V E two zero"},
    {"H2SO4", "H two S O four"},
};
TEST(SpelledCodes, SpellsMixedCodes) { expect_spoken(kSpellsMixedCodes); }

constexpr SpokenCase kSpellsHexadecimal[] = {
    {"0x1F", "zero x one F"},
    {"3f2b8c1", "three F two B eight C one"},
    {"commit 9f86d081884c7d65",
     "commit nine F eight six D zero eight one eight eight four C seven D six five"},
    {"550e8400-e29b-41d4-a716-446655440000",
     "five five zero E eight four zero zero, E two nine B, four one D four, A seven one six, four "
     "four six six five five four four zero zero zero zero"},
    {"00:1A:2B:3C:4D:5E", "zero zero, one A, two B, three C, four D, five E"},
    {"00-1A-2B-3C-4D-5E", "zero zero, one A, two B, three C, four D, five E"},
    {"2001:db8::1", "two zero zero one, D B eight, one"},
    {"commit a1b2c3d", "commit A one B two C three D"},
    {"0xDEADBEEF", "zero x D E A D B E E F"},
    {"75:9A:4A:CE:7C:DA:7E:89",
     "seven five, nine A, four A, C E, seven C, D A, seven E, eight nine"},
};
TEST(SpelledCodes, SpellsHexadecimal) { expect_spoken(kSpellsHexadecimal); }

constexpr SpokenCase kLeavesNamesAndQuantities[] = {
    {"SHA-256", "SHA two hundred fifty-six"},
    {"F-16 and B747", "F sixteen and B seven four seven"},
    {"iPhone15", "iPhone fifteen"},
    {"i18n and k8s", "i eighteen n and k eight s"},
    {"2x4", "two by four"},
    {"10AM-5PM", "ten AM to five PM"},
    {"100MB", "one hundred megabytes"},
    {"seat 12A", "seat twelve A"},
    {"gate B12", "gate B twelve"},
    {"Model T-800", "Model T eight hundred"},
};
TEST(SpelledCodes, LeavesNamesAndQuantities) { expect_spoken(kLeavesNamesAndQuantities); }

}  // namespace
}  // namespace hotpin::dialog
