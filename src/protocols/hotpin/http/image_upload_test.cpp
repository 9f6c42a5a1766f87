#include "protocols/hotpin/http/image_upload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/hotpin/http_probe.hpp"
#include "support/image/pictures.hpp"
#include "support/image/upload.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;
using namespace tests;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* kFormType = "multipart/form-data; boundary=HotPinFrame";

/// An answer's body that tells `message`.
std::string error_of(const std::string& message) {
  return R"({"status":"error","message":")" + message + "\"}\n";
}

const std::string kTooLarge = error_of("the picture is larger than 8388608 bytes");

class HotpinImage : public testing::Test {
 protected:
  std::unique_ptr<HttpProbe> post(const std::string& type = kFormType,
                                  const std::string& length = "") {
    const ConnectionInfo connection{
        .method = "POST",
        .path = kImagePath,
        .headers = {{"content-type", type}, {"content-length", length}}};
    return std::make_unique<HttpProbe>(make_image_upload(connection, uploads_));
  }
  /// The answer to `form`, which is refused before anything is kept.
  std::unique_ptr<HttpProbe> refused(const std::string& form) {
    auto client = post();
    EXPECT_TRUE(client->give_all(form, 64 * 1024).empty());
    EXPECT_TRUE(client->head && client->is_over);
    EXPECT_EQ(taken(), 0U);
    return client;
  }
  int status_of(const std::string& form) { return refused(form)->head.value_or(HttpHead{}).status; }

  std::size_t taken() const { return uploads_->load(); }

  std::shared_ptr<UploadCount> uploads_ = std::make_shared<UploadCount>(0);
};

/// The picture that the server is to keep.
KeepPicture job_in(const Inbox& wanted) {
  EXPECT_EQ(wanted.size(), 1U);
  const auto& job = std::get<JobRequest>(wanted.at(0));
  EXPECT_EQ(job.id, 1U);
  return std::get<KeepPicture>(job.what);
}

TEST_F(HotpinImage, IsAnsweredWhenItIsKept) {
  const std::string picture = jpeg();
  const auto client = post();
  const KeepPicture job = job_in(client->give_all(image_form("kitchen", picture)));
  EXPECT_EQ(job.session_id, "kitchen");
  EXPECT_EQ(job.bytes, picture);
  EXPECT_FALSE(client->head);
  EXPECT_EQ(taken(), 1U);
  EXPECT_TRUE(client->tell(JobReport{1, JobEnded{}}).empty());
  ASSERT_TRUE(client->head);
  EXPECT_EQ(client->head->status, 200);
  EXPECT_EQ(client->head->content_type, "application/json");
  EXPECT_THAT(client->head->headers, IsEmpty());
  EXPECT_EQ(client->body,
            R"({"status":"success","message":"The picture goes with the next words of this )"
            R"(session.","session":"kitchen","filename":"image.jpg","size_bytes":)" +
                std::to_string(picture.size()) +
                R"(,"saved_path":"","context_ready":true,"content_type":"image/jpeg",)"
                R"("width":640,"height":480})"
                "\n");
  EXPECT_TRUE(client->is_over);
  EXPECT_EQ(taken(), 0U);
}

TEST_F(HotpinImage, MayComeInPiecesOfAnySize) {
  const std::string picture = png();
  const std::string form = image_form("kitchen", picture);
  for (const std::size_t longest : {1U, 2U, 7U, 100U, 4096U}) {
    EXPECT_EQ(job_in(post()->give_all(form, longest)).bytes, picture) << longest;
  }
  const auto client = post();
  EXPECT_TRUE(client->give(form, false).empty());
  EXPECT_EQ(job_in(client->give("", true)).bytes, picture) << "the last piece may be empty";
}

TEST_F(HotpinImage, WithoutAFormIsRefusedUnread) {
  for (const char* type : {"", "image/jpeg", "multipart/form-data"}) {
    const auto client = post(type, "99999999");
    ASSERT_TRUE(client->head) << type;
    EXPECT_EQ(client->head->status, 415);
    EXPECT_EQ(client->body, error_of("a multipart/form-data body with the fields session and file "
                                     "is wanted"));
    EXPECT_TRUE(client->is_over);
    EXPECT_TRUE(client->give_all(image_form("kitchen", jpeg())).empty()) << "what still comes";
    EXPECT_TRUE(client->be_oversized().empty());
  }
  EXPECT_EQ(taken(), 0U);
}

TEST_F(HotpinImage, ThatIsTooLongIsRefusedUnread) {
  for (const std::string& length : {std::to_string(kMaxUploadBytes + 1), std::string(30, '9')}) {
    const auto client = post(kFormType, length);
    ASSERT_TRUE(client->head) << length;
    EXPECT_EQ(client->head->status, 413);
    EXPECT_EQ(client->body, kTooLarge);
  }
  for (const std::string& length : {std::to_string(kMaxUploadBytes), std::string("many")})
    EXPECT_FALSE(post(kFormType, length)->head) << length;
  EXPECT_EQ(taken(), 0U);
}

TEST_F(HotpinImage, ThatTurnsOutTooLongIsRefused) {
  EXPECT_EQ(refused(std::string(kMaxUploadBytes + 1, 'x'))->body, kTooLarge);
  const auto client = post();
  EXPECT_TRUE(client->give("--HotPinFrame\r\n", false).empty());
  EXPECT_TRUE(client->be_oversized().empty());
  ASSERT_TRUE(client->head);
  EXPECT_EQ(client->head->status, 413);
  EXPECT_EQ(client->body, kTooLarge);
  EXPECT_EQ(taken(), 0U);
}

TEST_F(HotpinImage, MayHave8MiBAndNoMore) {
  std::string largest = jpeg(640, 480, "");
  largest.resize(kMaxImageBytes, 'p');
  EXPECT_EQ(job_in(post()->give_all(image_form("kitchen", largest))).bytes.size(), kMaxImageBytes);
  const auto client = refused(image_form("kitchen", largest + "p"));
  EXPECT_EQ(client->head->status, 413);
  EXPECT_EQ(client->body, kTooLarge);
}

TEST_F(HotpinImage, OfABrokenFormIsRefused) {
  const std::string whole = image_form("broken", jpeg());
  const std::string twice = whole.substr(0, whole.find("--HotPinFrame", 10)) + whole;
  for (const std::string& form :
       {std::string(), std::string("nonsense"), whole.substr(0, whole.size() - 10),
        std::string("--HotPinFrame--"), twice, image_form("", jpeg()), image_form("a/../b", jpeg()),
        image_form("broken", jpeg().substr(0, 40)), image_form("broken", png(20'000, 1))}) {
    EXPECT_EQ(status_of(form), 400) << form;
  }
  const auto client = refused("--HotPinFrame--");
  EXPECT_EQ(client->head->content_type, "application/json");
  EXPECT_EQ(client->body, error_of("the form must have one field session and one field file"));
  EXPECT_EQ(refused(image_form("broken", ""))->body, error_of("the picture is empty"));
}

TEST_F(HotpinImage, OfAnotherKindIsRefusedWhateverItIsCalled) {
  const auto client = refused(image_form("kitchen", "GIF89a and more"));
  EXPECT_EQ(client->head->status, 415);
  EXPECT_EQ(client->body, error_of("the picture is neither JPEG nor PNG"));
}

TEST_F(HotpinImage, ItsNameIsShownInPart) {
  const auto client = post();
  const std::string name = "../../etc/<\xff" + std::string(3000, 'x');
  (void)client->give_all(image_form("kitchen", jpeg(), name));
  (void)client->tell(JobReport{1, JobEnded{}});
  EXPECT_THAT(client->body, HasSubstr(R"("filename":"../../etc/<)"));
  EXPECT_LT(client->body.size(), 1023U);
}

TEST_F(HotpinImage, ThatCannotBeKeptMayComeAgain) {
  const auto client = post();
  EXPECT_EQ(client->give_all(image_form("kitchen", jpeg())).size(), 1U);
  (void)client->tell(JobReport{1, JobEnded{base::Error{"store_away", "it is away"}}});
  ASSERT_TRUE(client->head);
  EXPECT_EQ(client->head->status, 503);
  EXPECT_THAT(client->head->headers, ElementsAre(Pair("Retry-After", "5")));
  EXPECT_EQ(client->body, error_of("pictures cannot be kept now"));
  EXPECT_TRUE(client->is_over);
  EXPECT_EQ(taken(), 0U);
}

TEST_F(HotpinImage, OnlySoManyAreReadAtOnce) {
  std::vector<std::unique_ptr<HttpProbe>> slow;
  for (std::size_t i = 0; i < kMaxUploads; ++i) {
    slow.push_back(post());
    EXPECT_TRUE(slow.back()->give("--HotPin", false).empty());
  }
  const auto client = post();
  ASSERT_TRUE(client->head);
  EXPECT_EQ(client->head->status, 503);
  EXPECT_THAT(client->head->headers, ElementsAre(Pair("Retry-After", "5")));
  EXPECT_EQ(client->body, error_of("too many pictures are on their way"));
  EXPECT_EQ(taken(), kMaxUploads);
}

TEST_F(HotpinImage, WhoLeavesInTheMiddleGivesItsPlaceBack) {
  const auto client = post();
  EXPECT_TRUE(client->give("--HotPin", false).empty());
  EXPECT_EQ(taken(), 1U);
  client->leave();
  EXPECT_EQ(taken(), 0U);
  EXPECT_FALSE(client->head);
  (void)post();
  EXPECT_EQ(taken(), 0U) << "its adapter is gone";
}

TEST_F(HotpinImage, WhoLeavesWhileItIsKeptIsNotAnswered) {
  const auto client = post();
  EXPECT_EQ(client->give_all(image_form("kitchen", jpeg())).size(), 1U);
  client->leave();
  EXPECT_EQ(taken(), 0U);
  (void)client->tell(JobReport{1, JobEnded{}});
  EXPECT_FALSE(client->head);
}

Refusal shaped(const std::string& method, int status, const std::string& body) {
  return image_refusal({.method = method, .path = kImagePath}, {.status = status, .body = body});
}

TEST(HotpinImageRefusal, HasTheShapeOfTheOtherAnswers) {
  const Refusal refusal = shaped("POST", 401, "a token is needed\n\n");
  EXPECT_EQ(refusal.status, 401);
  EXPECT_EQ(refusal.content_type, "application/json");
  EXPECT_EQ(refusal.body, error_of("a token is needed"));
  EXPECT_EQ(shaped("POST", 503, "the server restarts").body, error_of("the server restarts"));
  EXPECT_EQ(shaped("GET", 405, "this path takes POST\n").body, error_of("this path takes POST"));
}

TEST(HotpinImageRefusal, OfWhoSendsNoPictureStaysAsItIs) {
  const Refusal refusal = shaped("GET", 401, "a token is needed\n");
  EXPECT_EQ(refusal.status, 401);
  EXPECT_EQ(refusal.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(refusal.body, "a token is needed\n");
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
