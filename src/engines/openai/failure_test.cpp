#include "engines/openai/failure.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hotpin::engines::openai {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Headers = std::map<std::string, std::string>;

// Wed, 21 Oct 2015 07:28:00 GMT
const auto kWallNow = std::chrono::system_clock::from_time_t(1445412480);

std::optional<base::Duration> hold(Headers headers) {
  return hold_in({429, std::move(headers)}, kWallNow);
}

TEST(Failure, EveryFormOfRetryAfterIsRead) {
  EXPECT_EQ(hold({{"retry-after", "7"}}), seconds(7));
  EXPECT_EQ(hold({{"retry-after", "0.25"}}), milliseconds(250));
  EXPECT_EQ(hold({{"retry-after-ms", "80"}, {"retry-after", "7"}}), milliseconds(80));
  EXPECT_EQ(hold({{"retry-after", "Wed, 21 Oct 2015 07:28:30 GMT"}}), seconds(30));
  EXPECT_EQ(hold({{"retry-after", "Wednesday, 21-Oct-15 07:28:30 GMT"}}), seconds(30));
  EXPECT_EQ(hold({{"retry-after", "Wed Oct 21 07:28:30 2015"}}), seconds(30));
  EXPECT_EQ(hold({{"retry-after", "Wed, 21 Oct 2015 07:27:00 GMT"}}), seconds(0));
}

TEST(Failure, ASpentQuotaSaysWhenItIsFullAgain) {
  EXPECT_EQ(hold({{"x-ratelimit-remaining-tokens", "0"}, {"x-ratelimit-reset-tokens", "2m59.5s"}}),
            milliseconds(179'500));
  EXPECT_EQ(hold({{"x-ratelimit-remaining-requests", "0"},
                  {"x-ratelimit-reset-requests", "1h1m1s"},
                  {"x-ratelimit-remaining-tokens", "0"},
                  {"x-ratelimit-reset-tokens", "12ms"}}),
            kMaxHold);
  EXPECT_EQ(hold({{"x-ratelimit-remaining-tokens", "5"}, {"x-ratelimit-reset-tokens", "9s"}}),
            std::nullopt);
}

TEST(Failure, NonsenseIsNoHoldAndNoneIsEndless) {
  for (const char* text : {"", "soon", "-3", "nan", "inf", "1e", "2x", "7 seconds"}) {
    EXPECT_EQ(hold({{"retry-after", text}}), std::nullopt) << text;
    EXPECT_EQ(hold({{"x-ratelimit-remaining-tokens", "0"}, {"x-ratelimit-reset-tokens", text}}),
              std::nullopt)
        << text;
  }
  EXPECT_EQ(hold({{"retry-after", "1e300"}}), kMaxHold);
  EXPECT_EQ(hold({{"retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"}}), kMaxHold);
}

TEST(Failure, StatusesSayWhetherToTryAgain) {
  const auto of = [](int status) { return failure_of({status, {}}, "", kWallNow); };
  for (const int status : {408, 409, 429, 498, 500, 502, 503, 504, 529}) {
    EXPECT_TRUE(of(status).is_transient) << status;
  }
  for (const int status : {400, 401, 403, 404, 413, 422}) {
    EXPECT_FALSE(of(status).is_transient) << status;
  }
}

TEST(Failure, TheReasonIsFoundInAnyShape) {
  for (const char* body :
       {R"({"error":{"message":"out of luck","type":"x"}})", R"({"error":"out of luck"})",
        R"({"message":"out of luck"})", R"({"detail":"out of luck"})", "out of luck"}) {
    const std::string detail = failure_of({500, {}}, body, kWallNow).error.detail;
    EXPECT_NE(detail.find("500: out of luck"), std::string::npos) << detail;
  }
  const std::string long_body(100'000, 'x');
  EXPECT_LT(failure_of({500, {}}, long_body, kWallNow).error.detail.size(), 500U);
}

}  // namespace
}  // namespace hotpin::engines::openai
