#include "base/machine/mapped_file.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace hotpin::base {
namespace {

class MappedFile : public testing::Test {
 protected:
  MappedFile() {
    std::ofstream(path_, std::ios::binary) << std::string(kBytes, 'x');
    const int file = open(path_.c_str(), O_RDONLY);
    data_ = static_cast<char*>(mmap(nullptr, kBytes, PROT_READ, MAP_SHARED, file, 0));
    close(file);
  }
  ~MappedFile() override {
    munmap(data_, kBytes);
    std::filesystem::remove(path_);
  }
  /// Of the process, in pages: of files alone.
  static std::size_t pages() {
    std::size_t all = 0, resident = 0, of_files = 0;
    std::ifstream("/proc/self/statm") >> all >> resident >> of_files;
    return of_files;
  }
  static constexpr std::size_t kBytes = 1024 * 4096;
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("mapped-" + std::to_string(getpid()));
  char* data_ = nullptr;
};

TEST_F(MappedFile, ComesBackWhenItIsUsedAgain) {
  ASSERT_EQ(std::string(data_, kBytes), std::string(kBytes, 'x'));
  const std::size_t before = pages();
  EXPECT_EQ(give_back_mapped(path_), kBytes);
  EXPECT_LE(pages() + kBytes / 4096 / 2, before);
  EXPECT_EQ(std::string(data_, kBytes), std::string(kBytes, 'x'));
}

TEST_F(MappedFile, OthersAreLeftAlone) {
  EXPECT_EQ(give_back_mapped("/proc/self/exe.none"), 0U);
  EXPECT_EQ(give_back_mapped(std::filesystem::temp_directory_path()), 0U);
}

}  // namespace
}  // namespace hotpin::base
