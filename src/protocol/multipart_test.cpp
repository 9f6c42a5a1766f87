#include "protocol/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hotpin::protocol {
namespace {

using testing::HasSubstr;

std::string field(const std::string& name, const std::string& content,
                  const std::string& more = "") {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" +
         content + "\r\n";
}

std::string fault(std::string_view body) {
  const auto parsed = parse_form(body, "B");
  return parsed ? "" : parsed.error().detail;
}

TEST(Multipart, FindsTheBoundary) {
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(form_boundary("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b;c\""), std::nullopt);
  EXPECT_EQ(form_boundary("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b:c\""), "a b:c");
  EXPECT_EQ(form_boundary("multipart/form-data"), std::nullopt);
  EXPECT_EQ(form_boundary("multipart/form-data; boundary="), std::nullopt);
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=\"open"), std::nullopt);
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=" + std::string(71, 'b')), std::nullopt);
  EXPECT_EQ(form_boundary("multipart/mixed; boundary=abc"), std::nullopt);
  EXPECT_EQ(form_boundary("image/jpeg"), std::nullopt);
  EXPECT_EQ(form_boundary(""), std::nullopt);
}

TEST(Multipart, ReadsFieldsAndFiles) {
  const std::string bytes("\xff\xd8\0\r\n--\r\n--Bx\r\n", 16);
  const std::string body =
      field("session", "kitchen") + field("file", bytes, "; filename=\"image.jpg\"") + "--B--\r\n";
  const auto parts = parse_form(body, "B");
  ASSERT_TRUE(parts) << parts.error().detail;
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "session");
  EXPECT_EQ((*parts)[0].content, "kitchen");
  EXPECT_EQ((*parts)[0].file_name, std::nullopt);
  EXPECT_EQ((*parts)[1].content, bytes);
  EXPECT_EQ((*parts)[1].file_name, "image.jpg");
}

TEST(Multipart, TakesWhatClientsMayWrite) {
  const auto parts = parse_form(
      "a preamble\r\n--B \t\r\nContent-Type: text/plain\r\ncontent-disposition:form-data;NAME=a\r\n"
      "\r\n\r\n--B\r\nContent-Disposition: form-data; filename=\"C:\\dir\\a \\\"b\\\".jpg\" ; "
      "name=\"b\"\r\n\r\nx\r\n--B--an epilogue",
      "B");
  ASSERT_TRUE(parts) << parts.error().detail;
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "a");
  EXPECT_EQ((*parts)[0].content, "");
  EXPECT_EQ((*parts)[1].file_name, "C:\\dir\\a \"b\".jpg");
  EXPECT_EQ((*parts)[1].content, "x");
  EXPECT_TRUE(parse_form("--B--", "B").value().empty());
}

TEST(Multipart, SaysWhatIsBroken) {
  EXPECT_THAT(fault(""), HasSubstr("does not hold its boundary"));
  EXPECT_THAT(fault("--C\r\n"), HasSubstr("does not hold its boundary"));
  EXPECT_THAT(fault("--B"), HasSubstr("does not hold its boundary"));
  EXPECT_THAT(fault("--B\r\n"), HasSubstr("no end of head"));
  EXPECT_THAT(fault("--B\r\n\r\nx\r\n--B--"), HasSubstr("no name"));
  EXPECT_THAT(fault("--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--"),
              HasSubstr("no name"));
  EXPECT_THAT(fault("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--"),
              HasSubstr("no name"));
  EXPECT_THAT(fault(field("a", "x")), HasSubstr("ends in the middle"));
  EXPECT_THAT(fault("--B\r\n" + std::string(5000, 'x') + "\r\n\r\n--B--"),
              HasSubstr("no end of head"));
}

TEST(Multipart, EveryBeginningOfAFormIsBroken) {
  const std::string whole = field("session", "kitchen") + field("file", "bytes") + "--B--";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(fault(std::string_view(whole).substr(0, size)), "") << size;
  }
  EXPECT_EQ(fault(whole), "");
}

TEST(Multipart, HasABoundOfFields) {
  std::string body;
  for (std::size_t i = 0; i < kMaxFormParts; ++i) body += field("a", "x");
  EXPECT_EQ(fault(body + "--B--"), "");
  EXPECT_THAT(fault(body + field("a", "x") + "--B--"), HasSubstr("too many"));
}

}  // namespace
}  // namespace hotpin::protocol
