#include "protocol/image_header.hpp"

#include <gtest/gtest.h>

#include "support/image/pictures.hpp"

namespace hotpin::protocol {
namespace {

using tests::jpeg;
using tests::png;

std::string fault(std::string_view bytes) {
  const auto header = read_image_header(bytes);
  return header ? "" : header.error().code;
}

TEST(ImageHeader, TellsKindAndSize) {
  const auto photo = read_image_header(jpeg(640, 480));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->media_type, "image/jpeg");
  EXPECT_EQ(photo->width, 640U);
  EXPECT_EQ(photo->height, 480U);
  const auto drawing = read_image_header(png(16'384, 1));
  ASSERT_TRUE(drawing);
  EXPECT_EQ(drawing->media_type, "image/png");
  EXPECT_EQ(drawing->width, 16'384U);
  EXPECT_EQ(drawing->height, 1U);
}

TEST(ImageHeader, OtherKindsAreUnknown) {
  for (const std::string& bytes :
       {std::string(), std::string("GIF89a"), std::string("\xff\xd8", 2), std::string("RIFF"),
        std::string("<svg"), std::string("\x89PNG\n"), std::string("a") + jpeg()}) {
    EXPECT_EQ(fault(bytes), kUnknownImage);
  }
}

TEST(ImageHeader, ASizeOutOfBoundsIsRefused) {
  for (const std::string& bytes : {jpeg(0, 480), jpeg(640, 0), jpeg(16'385, 1), png(0, 1),
                                   png(1, 0), png(1, 16'385), png(0xffffffff, 1)}) {
    EXPECT_EQ(fault(bytes), kBadImage);
  }
}

TEST(ImageHeader, EveryBeginningOfAHeaderIsRefused) {
  const std::string photo = jpeg(640, 480, "");
  const std::size_t photo_header = photo.size() - 4;  // what follows it is pixels
  for (std::size_t size = 0; size < photo_header; ++size)
    EXPECT_NE(fault(photo.substr(0, size)), "");
  EXPECT_EQ(fault(photo.substr(0, photo_header)), "");
  const std::string drawing = png(640, 480, "");
  for (std::size_t size = 0; size < drawing.size(); ++size) {
    EXPECT_NE(fault(drawing.substr(0, size)), "");
  }
}

TEST(ImageHeader, NonsenseInAHeaderIsRefused) {
  std::string drawing = png();
  drawing[25] = 5;  // no such colour type
  EXPECT_EQ(fault(drawing), kBadImage);
  EXPECT_EQ(fault(std::string("\xff\xd8\xff\xda\0\x02", 6)), kBadImage);
  EXPECT_EQ(fault(std::string("\xff\xd8\xff\xe0\0\x01", 6)), kBadImage);
  EXPECT_EQ(fault(std::string("\xff\xd8\xff\xe0\0\x02x", 7)), kBadImage);
  EXPECT_EQ(fault("\xff\xd8" + std::string(1000, '\xff')), kBadImage);
}

}  // namespace
}  // namespace hotpin::protocol
