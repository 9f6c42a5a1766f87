"""Where the token goes, and where redirects lead."""

from hub_case import FAKE, HubCase, TOKEN, sum_of
from stand_in import StandIn


class TheToken(HubCase):
    def setUp(self):
        super().setUp()
        self.hub.repos["o/r"] = {"m-Q4_K_M.gguf": FAKE}
        self.cdn = self.opened(StandIn())
        self.cdn.files[f"/{sum_of(FAKE)}"] = FAKE

    def test_goes_to_the_hub_alone(self):
        self.hub.token, self.hub.cdn = TOKEN, self.cdn.url
        self.no_chat_model(self.add("hf:o/r", HF_TOKEN=TOKEN))
        self.assertEqual([method for method, _, _ in self.cdn.asked], ["GET"], "a signed address is for GET")
        for _, _, headers in self.cdn.asked:
            self.assertNotIn("Authorization", headers)
        self.assertTrue(all("Authorization" in headers for _, _, headers in self.hub.asked))

    def test_is_resumed_from_where_the_bytes_are(self):
        self.hub.cdn, self.cdn.cuts = self.cdn.url, [1_000_000]
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.cdn.bodies(), [None, "bytes=1000000-"])

    def test_is_not_led_astray(self):
        evil = self.cdn.url.removeprefix("http://")
        hub = self.hub.url.removeprefix("http://")
        for location in (f"http://{evil}#@{hub}/x", f"http://{hub}@{evil}/x", f"http://{evil}\\@{hub}/x",
                         f"//{evil}/x", f"http://localhost:{self.hub.server_port}/o/r/x"):
            self.hub.location = lambda _, to=location: to
            self.cdn.asked.clear()
            self.hub.asked.clear()
            run = self.add("hf:o/r/m-Q4_K_M.gguf", HF_TOKEN=TOKEN)
            self.assertNotEqual(run.code, 0, location)
            self.assertNotIn(TOKEN, run.said)
            for _, _, headers in self.cdn.asked:
                self.assertNotIn("Bearer", headers.get("Authorization", ""), location)
            for _, path, headers in self.hub.asked:
                if headers["Host"].startswith("localhost"):
                    self.assertNotIn("Authorization", headers)

    def test_stays_with_a_redirect_within_the_hub(self):
        self.hub.token = TOKEN
        self.hub.repos["new/name"] = {"m-Q4_K_M.gguf": FAKE}  # a repository that was renamed
        self.hub.location = lambda path: path.replace("/o/r/", "/new/name/") if "/o/r/" in path else None
        self.no_chat_model(self.add("hf:o/r/m-Q4_K_M.gguf", HF_TOKEN=TOKEN))

    def test_is_found_where_others_keep_it(self):
        self.hub.token = TOKEN
        self.no_chat_model(self.add("hf:o/r", HUGGING_FACE_HUB_TOKEN=TOKEN))
        (self.place / "hf").mkdir()
        (self.place / "hf/token").write_text(TOKEN + "\n")
        self.no_chat_model(self.add("hf:o/r"))
        (self.place / "kept").write_text(TOKEN)
        self.no_chat_model(self.add("hf:o/r", HF_HOME="/nowhere", HF_TOKEN_PATH=str(self.place / "kept")))
        self.refused(self.add("hf:o/r", HF_HOME="/nowhere"), "set HF_TOKEN")

    def test_is_not_sent_to_other_addresses(self):
        self.cdn.files["/m.gguf"] = FAKE
        self.no_chat_model(self.add(self.cdn.url + "/m.gguf", HF_TOKEN=TOKEN))
        self.assertTrue(all("Authorization" not in headers for _, _, headers in self.cdn.asked))

    def test_redirects_are_bounded(self):
        count = iter(range(10**6))
        self.hub.location = lambda _: f"/o/r/resolve/main/m-Q4_K_M.gguf?{next(count)}"
        self.refused(self.add("hf:o/r/m-Q4_K_M.gguf"), "leads on and on")
        self.assertLess(len(self.hub.asked), 15)
        for location in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "javascript:1"):
            self.hub.location = lambda _, to=location: to
            self.refused(self.add("hf:o/r/m-Q4_K_M.gguf"), "not http or https")
