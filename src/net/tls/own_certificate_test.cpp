#include "net/tls/own_certificate.hpp"

#include <gtest/gtest.h>

#include <ctime>

#include "support/temp_folder.hpp"

namespace hotpin::net {
namespace {

constexpr std::time_t kDay = 24 * 3600;
constexpr std::time_t kNow = 20'000 * kDay;  // in 2024
const std::vector<std::string> kNames = {"localhost", "127.0.0.1"};

class OwnCertificate : public ::testing::Test {
 protected:
  /// Makes it at `then`, starts again at kNow; whether another was made.
  bool is_made_anew(std::time_t then, const std::vector<std::string>& names = kNames) {
    EXPECT_TRUE(make_own_certificate(files_, names, then).has_value());
    const std::string before = fingerprint(files_.certificate);
    EXPECT_TRUE(make_own_certificate(files_, kNames, kNow).has_value());
    EXPECT_EQ(validity_fault(files_.certificate, kNow), "");
    return fingerprint(files_.certificate) != before;
  }
  tests::TempFolder folder_;
  TlsFiles files_ = own_certificate_files(folder_.path().string());
};

TEST_F(OwnCertificate, GoodOneIsKept) { EXPECT_FALSE(is_made_anew(kNow - 1)); }
TEST_F(OwnCertificate, ClockThatWasSetBackByLessThanADayKeepsIt) {
  EXPECT_FALSE(is_made_anew(kNow + kDay / 2)) << "they are valid from the day before on";
}
TEST_F(OwnCertificate, OneOfTheFutureIsMadeAnew) { EXPECT_TRUE(is_made_anew(kNow + 400 * kDay)); }
TEST_F(OwnCertificate, OneOfTheNextWeekIsMadeAnew) { EXPECT_TRUE(is_made_anew(kNow + 7 * kDay)); }
TEST_F(OwnCertificate, OneOf1970IsMadeAnew) { EXPECT_TRUE(is_made_anew(100)); }
TEST_F(OwnCertificate, OneThatEndsSoonIsMadeAnew) { EXPECT_TRUE(is_made_anew(kNow - 800 * kDay)); }
TEST_F(OwnCertificate, OneThatHasEndedIsMadeAnew) { EXPECT_TRUE(is_made_anew(kNow - 900 * kDay)); }
TEST_F(OwnCertificate, OneThatLacksANameIsMadeAnew) {
  EXPECT_TRUE(is_made_anew(kNow, {"localhost"}));
}

TEST_F(OwnCertificate, FaultOfValiditySaysWhen) {
  ASSERT_TRUE(make_own_certificate(files_, kNames, kNow).has_value());
  EXPECT_EQ(validity_fault(files_.certificate, kNow - 2 * kDay),
            "is not valid before Oct  3 00:00:00 2024 GMT");
  EXPECT_EQ(validity_fault(files_.certificate, kNow + 821 * kDay),
            "has not been valid since Jan  2 00:00:00 2027 GMT");
  EXPECT_EQ(validity_fault("/nothing", kNow), "") << "that is told elsewhere";
}

}  // namespace
}  // namespace hotpin::net
