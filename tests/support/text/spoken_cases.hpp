#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <string_view>

#include "dialog/speakable/text_normalizer.hpp"

namespace hotpin::tests {

struct SpokenCase {
  std::string_view written;
  std::string_view spoken;
};

template <std::size_t kSize>
void expect_spoken(const SpokenCase (&cases)[kSize]) {
  for (const SpokenCase& one : cases) {
    EXPECT_EQ(dialog::normalize(one.written), one.spoken) << one.written;
  }
}

}  // namespace hotpin::tests
