// POST /image: what is taken and refused, and what becomes of a picture.
#include <gmock/gmock.h>

#include <mutex>

#include "base/base64.hpp"
#include "engine/llms/unseen_picture.hpp"
#include "support/image/pictures.hpp"
#include "support/image/upload.hpp"
#include "support/scripted_upstream.hpp"
#include "wire/wire.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kScript = "stt_text=what is it;llm_sees=1;llm_reply=I see {picture}.";

class Image : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ServerProcess>(on_fakes(kScript)); }
  static void TearDownTestSuite() { server.reset(); }

  static std::string post(const std::string& body, const std::string& more_headers = "") {
    return post_image(server->port(), body, more_headers);
  }
  static inline std::unique_ptr<ServerProcess> server;
};

std::string seen(const std::string& bytes) {
  return "I see image/jpeg of " + std::to_string(bytes.size()) + " bytes.";
}

TEST_F(Image, GoesWithTheNextWordsAlone) {
  const auto client = WireClient::joined(server->url(), "next");
  const std::string picture = jpeg();
  const std::string response = post(image_form("next", picture));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(response, HasSubstr("application/json"));
  EXPECT_THAT(response, HasSubstr(R"("session":"next","filename":"image.jpg","size_bytes":)" +
                                  std::to_string(picture.size()) +
                                  R"(,"saved_path":"","context_ready":true)"));
  EXPECT_THAT(response, HasSubstr(R"("width":640,"height":480)"));
  const auto first = client->turn(8000);
  EXPECT_THAT(first, Contains(HasSubstr(R"("has_image":true)")));
  EXPECT_THAT(first.back(), HasSubstr(seen(picture)));
  const auto second = client->turn(8000);
  EXPECT_THAT(second, Contains(HasSubstr(R"("has_image":false)")));
  EXPECT_THAT(second.back(), HasSubstr("I see nothing."));
}

TEST_F(Image, MayComeBeforeItsClientAndDuringTheWords) {
  const std::string picture = jpeg(1, 1, "early");
  post(image_form("early", picture));
  const auto client = WireClient::joined(server->url(), "early");
  EXPECT_THAT(client->turn(8000).back(), HasSubstr(seen(picture)));
  client->give(8000);
  const std::string late = jpeg(1, 1, "in the middle");
  post(image_form("early", late));
  client->say(R"({"signal":"EOS"})");
  EXPECT_THAT(client->read_up_to(R"("complete")").back(), HasSubstr(seen(late)));
}

TEST_F(Image, TheNewestOneCounts) {
  const auto client = WireClient::joined(server->url(), "newest");
  post(image_form("newest", jpeg()));
  const std::string newest = jpeg(1, 1, "a longer filling");
  post(image_form("newest", newest));
  EXPECT_THAT(client->turn(8000).back(), HasSubstr(seen(newest)));
}

TEST_F(Image, OfAnotherSessionIsNotTaken) {
  post(image_form("theirs", jpeg()));
  EXPECT_THAT(WireClient::joined(server->url(), "ours")->turn(8000).back(),
              HasSubstr("I see nothing."));
  EXPECT_THAT(WireClient::joined(server->url(), "theirs")->turn(8000).back(), HasSubstr("jpeg"));
}

TEST_F(Image, IsDroppedByAReset) {
  const auto client = WireClient::joined(server->url(), "reset");
  post(image_form("reset", jpeg()));
  client->say(R"({"signal":"RESET"})");
  client->read_up_to("reset_complete");
  EXPECT_THAT(client->turn(8000).back(), HasSubstr("I see nothing."));
}

TEST_F(Image, OutlivesItsConnection) {
  const std::string picture = jpeg();
  auto client = WireClient::joined(server->url(), "lost");
  client->give(8000);
  post(image_form("lost", picture));
  client.reset();
  EXPECT_THAT(WireClient::joined(server->url(), "lost")->turn(8000).back(),
              HasSubstr(seen(picture)));
}

TEST_F(Image, OfAnotherKindIsRefusedWhateverItIsCalled) {
  for (const char* bytes : {"GIF89a and more", "not a picture", "<svg></svg>"}) {
    const std::string response = post(image_form("kind", bytes));
    EXPECT_THAT(response, StartsWith("HTTP/1.1 415"));
    EXPECT_THAT(response, HasSubstr(R"({"status":"error","message":"the picture is neither)"));
  }
  EXPECT_THAT(post(image_form("kind", jpeg().substr(0, 40))), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(post(image_form("kind", png(20'000, 1))), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(post(image_form("kind", png())), StartsWith("HTTP/1.1 200"));
  const std::string bare = http_exchange(
      server->port(), "POST /image HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n" +
                          length_header(jpeg().size()) + jpeg());
  EXPECT_THAT(bare, AllOf(StartsWith("HTTP/1.1 415"), HasSubstr(R"("status":"error")")));
}

TEST_F(Image, ABrokenFormIsRefused) {
  const std::string whole = image_form("broken", jpeg());
  for (const std::string& body :
       {std::string(), std::string("nonsense"), whole.substr(0, whole.size() - 10),
        whole.substr(0, 100), std::string("--HotPinFrame--"), whole.substr(20),
        image_form("", jpeg()), image_form("a/../b", jpeg()), image_form("a\nb", jpeg()),
        image_form(std::string(129, 'a'), jpeg()), image_form("broken", ""),
        image_form("\xff\xfe", jpeg())}) {
    EXPECT_THAT(post(body), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr(R"("status":"error")")))
        << body;
  }
  const std::string twice = whole.substr(0, whole.find("--HotPinFrame", 10)) + whole;
  EXPECT_THAT(post(twice), StartsWith("HTTP/1.1 400"));
}

TEST_F(Image, ItsFileNameIsShownAndNothingElse) {
  const std::string response =
      post(image_form("name", jpeg(), "../../etc/\\\"<script>\xff" + std::string(3000, 'x')));
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200"));
  EXPECT_LT(response.size() - response.find("\r\n\r\n"), 1023U);
}

TEST_F(Image, UpTo8MiBAreTaken) {
  std::string largest = jpeg(640, 480, "");
  largest.resize(8U << 20U, 'p');
  EXPECT_THAT(post(image_form("large", largest)), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(WireClient::joined(server->url(), "large")->turn(8000).back(),
              HasSubstr("8388608 bytes"));
  const std::string larger = image_form("large", largest + "p");
  EXPECT_THAT(post(larger), AllOf(StartsWith("HTTP/1.1 413"), HasSubstr(R"("status":"error")")));
}

TEST_F(Image, MoreIsRefusedBeforeItIsRead) {
  RawSocket socket(server->port());
  socket.send(image_head() + length_header(20'000'000) + "--HotPinFrame\r\n");
  EXPECT_THAT(socket.read_until_closed(10), StartsWith("HTTP/1.1 413"));
  // Also by a client that does not stop to listen.
  EXPECT_THAT(post(std::string(20'000'000, 'x')),
              AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("larger than 8388608 bytes")));
  // And by one that says nothing of a length.
  RawSocket chunked(server->port());
  chunked.send(image_head("Transfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  for (int i = 0; i < 9; ++i) chunked.send(chunk);
  EXPECT_THAT(chunked.read_until_closed(10), StartsWith("HTTP/1.1 413"));
}

TEST_F(Image, AClientThatAsksFirstIsTold) {
  const std::string body = image_form("asks", jpeg());
  RawSocket socket(server->port());
  socket.send(image_head("Expect: 100-continue\r\n") + length_header(body.size()));
  EXPECT_THAT(socket.read_until_closed(10, "\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  socket.send(body);
  EXPECT_THAT(socket.read_until_closed(10), StartsWith("HTTP/1.1 200"));
}

TEST_F(Image, PagesOfOthersAndOtherMethodsAreRefused) {
  const std::string body = image_form("page", jpeg());
  EXPECT_THAT(post(body, "Origin: http://evil.example\r\n"),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr(R"("status":"error")")));
  EXPECT_THAT(post(body, "Origin: http://localhost\r\n"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(http_exchange(server->port(),
                            "GET /image HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: POST")));
}

TEST_F(Image, OnlySoManyAreReadAtOnce) {
  std::vector<std::unique_ptr<RawSocket>> slow;
  for (int i = 0; i < 16; ++i) {
    slow.push_back(std::make_unique<RawSocket>(server->port()));
    slow.back()->send(image_head() + length_header(1000) + "--HotPin");
  }
  const std::string body = image_form("many", jpeg());
  std::string response = post(body);
  for (int i = 0; i < 100 && !response.starts_with("HTTP/1.1 503"); ++i) response = post(body);
  EXPECT_THAT(response, AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("Retry-After")));
  slow.clear();
  for (int i = 0; i < 100 && !response.starts_with("HTTP/1.1 200"); ++i) response = post(body);
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200"));
}

TEST(ImageAccess, AsksForTheToken) {
  const ServerProcess server(on_fakes("", {{"HOTPIN_API_TOKEN", "secret"}}));
  const std::string body = image_form("token", jpeg());
  EXPECT_THAT(post_image(server.port(), body),
              AllOf(StartsWith("HTTP/1.1 401"), HasSubstr(R"("status":"error")")));
  EXPECT_THAT(post_image(server.port(), body, "Authorization: Bearer wrong\r\n"),
              StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(post_image(server.port(), body, "Authorization: Bearer secret\r\n"),
              StartsWith("HTTP/1.1 200"));
}

TEST(ImageBlind, AModelThatCannotSeeSaysSo) {
  const ServerProcess server(on_fakes("stt_text=what is it;llm_reply=I see {picture}."));
  const auto client = WireClient::joined(server.url(), "blind");
  post_image(server.port(), image_form("blind", jpeg()));
  const auto told = client->turn(8000);
  EXPECT_THAT(told, Contains(HasSubstr(R"("has_image":true)")));
  EXPECT_THAT(told.back(),
              HasSubstr(std::string(R"("response":")") + engine::kUnseenPicture + "\""));
}

TEST(ImageWorkers, ItIsFoundByWhicheverWorkerNeedsIt) {
  const ServerProcess server(on_fakes(kScript, {{"HOTPIN_WORKERS", "2"}}));
  for (int i = 0; i < 8; ++i) {
    const std::string id = "client" + std::to_string(i);
    const std::string picture = jpeg(1, 1, std::string(static_cast<std::size_t>(i) + 1, 'p'));
    const auto client = WireClient::joined(server.url(), id);
    // The first ones make it known that there is none.
    if (i % 2 == 0) {
      EXPECT_THAT(client->turn(8000).back(), HasSubstr("I see nothing."));
    }
    for (int more = 0; more < i % 3; ++more) post_image(server.port(), image_form("x", jpeg()));
    EXPECT_THAT(post_image(server.port(), image_form(id, picture)), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(client->turn(8000).back(), HasSubstr(seen(picture)));
  }
}

TEST(ImageStore, ThatIsAwayIsToldInWords) {
  const ServerProcess server(
      on_fakes(kScript, {{"HOTPIN_STORE_URL", "redis://127.0.0.1:1"}, {"HOTPIN_STORE", "redis"}}));
  EXPECT_THAT(post_image(server.port(), image_form("away", jpeg())),
              AllOf(StartsWith("HTTP/1.1 503"), HasSubstr(R"("status":"error")")));
  EXPECT_THAT(WireClient::joined(server.url(), "away")->turn(8000).back(),
              HasSubstr("I see nothing."));
}

TEST(ImageIdle, AClientWithAPictureIsLetStay) {
  const ServerProcess server(on_fakes(kScript, {{"HOTPIN_IDLE_S", "1"}}));
  const auto waiting = WireClient::joined(server.url(), "waiting");
  const auto idle = WireClient::joined(server.url(), "idle");
  post_image(server.port(), image_form("waiting", jpeg()));
  EXPECT_EQ(idle->read(std::chrono::seconds(5)).close_code, 1000);
  EXPECT_THAT(waiting->turn(8000).back(), HasSubstr("jpeg"));
}

/// A service that keeps what it is asked.
class Service {
 public:
  explicit Service(const std::string& sees)
      : upstream_([this](UpstreamPeer& peer, const UpstreamRequest& request) {
          {
            const std::lock_guard lock(mutex_);
            bodies_.push_back(request.body);
          }
          peer.stream({"It is", " a cat."});
        }),
        server_(std::make_unique<ServerProcess>(
            on_fakes("stt_text=what is it", {{"HOTPIN_LLM", "openai"},
                                             {"HOTPIN_LLM_URL", upstream_.url()},
                                             {"HOTPIN_LLM_MODEL", "toy"},
                                             {"HOTPIN_LLM_FALLBACK", "none"},
                                             {"HOTPIN_LLM_SEES", sees}}))) {}

  const ServerProcess& server() const { return *server_; }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  ScriptedUpstream upstream_;
  std::unique_ptr<ServerProcess> server_;
};

TEST(ImageService, GetsTheSameBytesOnceAndHistoryANote) {
  Service service("true");
  std::string picture = jpeg(640, 480, std::string("\0\xff\xfb\r\n--HotPinFram", 17));
  picture += std::string(100'000, '\x7f');
  post_image(service.server().port(), image_form("sees", picture));
  const auto client = WireClient::joined(service.server().url(), "sees");
  EXPECT_THAT(client->turn(8000).back(), HasSubstr(R"("response":"It is a cat.")"));
  client->turn(8000);
  const auto bodies = service.bodies();
  ASSERT_EQ(bodies.size(), 2U);
  // "/" may be written as "\/" in JSON; this writer does not.
  EXPECT_THAT(bodies[0],
              HasSubstr(R"({"role":"user","content":[{"type":"text","text":"what is it"},)"
                        R"({"type":"image_url","image_url":{"url":"data:image/jpeg;base64,)" +
                        base::to_base64(picture) + R"("}}]})"));
  EXPECT_THAT(bodies[1], Not(HasSubstr("image_url")));
  EXPECT_THAT(bodies[1], HasSubstr(R"("content":"(with a picture) what is it")"));
}

TEST(ImageService, ThatCannotSeeGetsNone) {
  Service service("auto");
  post_image(service.server().port(), image_form("blind", jpeg()));
  const auto client = WireClient::joined(service.server().url(), "blind");
  EXPECT_THAT(client->turn(8000).back(), HasSubstr(engine::kUnseenPicture));
  EXPECT_TRUE(service.bodies().empty());
  EXPECT_THAT(client->turn(8000).back(), HasSubstr("It is a cat."));
}

}  // namespace
}  // namespace hotpin::tests
