#include "app/models/download/progress.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace hotpin::app {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Progress, TellsSizeAndTimeLeft) {
  EXPECT_EQ(progress_line("m.gguf", 250'000'000, 1'000'000'000, 5e6),
            "  m.gguf [######                  ] 250/1000 MB, 2:30 left");
  EXPECT_THAT(progress_line("m", 0, 40'000'000'000, 1e6), HasSubstr("] 0/40000 MB, 11:06:40 left"));
  EXPECT_THAT(progress_line("m", 10, 20'000'000, 0), HasSubstr("] 0.0/20 MB"));
  EXPECT_THAT(progress_line("m", 5, 20, 0), Not(HasSubstr("left")));
  EXPECT_THAT(progress_line("m", 20, 20, 5), HasSubstr("[########################]"));
  EXPECT_THAT(progress_line("m", 30, 20, 5), HasSubstr("[########################]"));
  EXPECT_THAT(progress_line("m", 0, 0, 5), HasSubstr("0.0 MB"));
  EXPECT_EQ(progress_line("m", 12'000'000, std::nullopt, 5), "  m 12 MB");
  EXPECT_THAT(progress_line("m", 1, 1'000'000'000'000'000, 1e-9), HasSubstr("99:59:59 left"));
  EXPECT_EQ(progress_line(std::string(100, 'a') + "-q4.gguf", 0, std::nullopt, 0).size(),
            std::string("  ").size() + 36 + std::string(" 0 MB").size());
}

TEST(Progress, WithoutATerminalSaysALineAQuarter) {
  std::ostringstream out;
  Progress progress(out, false);
  progress.begin("m", 0, 100);
  for (std::uint64_t done = 0; done <= 100; ++done) progress.show(done);
  progress.end(true);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST(Progress, OnATerminalDrawsOneLine) {
  std::ostringstream out;
  Progress progress(out, true);
  progress.begin("m", 50, 100);
  progress.end(true);
  progress.end(true);
  EXPECT_THAT(out.str(), HasSubstr("############            ]"));
  EXPECT_THAT(out.str(), HasSubstr("m done"));
  EXPECT_THAT(out.str(), testing::EndsWith("\n"));
}

}  // namespace
}  // namespace hotpin::app
