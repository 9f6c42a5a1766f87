"""What the page says and does when something is missing, refused or gone."""

import pathlib
import tempfile
import unittest

import chromium
import place


class Faults(unittest.TestCase):
    def notice(self, page, words, timeout_ms=20_000):
        """The notice that holds these words, whole."""
        page.wait_for_selector(f"#notice:not([hidden]):has-text('{words}')", timeout=timeout_ms)
        return page.inner_text("#notice")

    def press(self, page):
        page.hover("#talk")
        page.mouse.down()
        page.wait_for_timeout(400)
        page.mouse.up()

    def test_a_refused_microphone(self):
        with (place.Server(**place.ALL_FAKE) as server, chromium.browser(allow=False) as browser,
              chromium.opened(browser, server.url, permissions=[]) as page):
            self.press(page)
            self.assertIn("Allow it", self.notice(page, "microphone is blocked"))
            self.assertEqual(page.get_attribute("#hands_free", "aria-checked"), "false")
            page.click("#hands_free")
            page.wait_for_timeout(300)
            self.assertEqual(page.get_attribute("#hands_free", "aria-checked"), "false")

    def test_no_microphone(self):
        with (place.Server(**place.ALL_FAKE) as server,
              chromium.browser(has_devices=False) as browser,
              chromium.opened(browser, server.url, permissions=["microphone"]) as page):
            self.press(page)
            self.assertIn("Plug one in", self.notice(page, "no microphone"))

    def test_plain_http_from_another_machine(self):
        rules = "--host-resolver-rules=MAP hotpin.test 127.0.0.1"
        with (place.Server(HOTPIN_ALLOWED_HOSTS="hotpin.test", **place.ALL_FAKE) as server,
              chromium.browser(flags=[rules]) as browser,
              chromium.opened(browser, f"http://hotpin.test:{server.port}/") as page):
            self.assertIn("https", self.notice(page, "may not use a microphone"))
            page.click("#talk")
            page.wait_for_timeout(300)
            self.assertEqual(page.complaints, [])

    def test_https_from_another_machine(self):
        """Asked for over http the page comes over https, and may open the microphone."""
        rules = "--host-resolver-rules=MAP hotpin.test 127.0.0.1"
        with (place.Server(HOTPIN_ALLOWED_HOSTS="hotpin.test", HOTPIN_TLS="1", **place.ALL_FAKE) as server,
              chromium.browser(flags=[rules]) as browser,
              chromium.opened(browser, f"http://hotpin.test:{server.port}/", query="",
                              ignore_https_errors=True) as page):
            self.assertTrue(page.url.startswith("https://hotpin.test"), page.url)
            self.assertTrue(page.is_hidden("#notice"))
            self.press(page)
            page.wait_for_selector(".turn .reply:not([hidden])", timeout=30_000)

    def test_a_server_that_is_killed_and_comes_back(self):
        with tempfile.TemporaryDirectory() as folder:
            wav = place.write_wav(pathlib.Path(folder) / "m.wav", place.speech())
            server = place.Server(**place.ALL_FAKE)
            with (chromium.browser(wav) as browser, chromium.opened(browser, server.url) as page):
                chromium.hold(page, 1500)
                chromium.turn_ended(page, 1)
                server.kill()
                self.notice(page, "server does not answer")
                chromium.wait_phase(page, "offline")
                with place.Server(port=server.port, **place.ALL_FAKE):
                    page.wait_for_selector("body[data-link=open]", timeout=30_000)
                    page.wait_for_selector("#notice", state="hidden")
                    chromium.hold(page, 1500)
                    chromium.turn_ended(page, 2)
                self.assertEqual([turn["how"] for turn in chromium.turns(page)], ["spoken"] * 2)

    def test_a_server_that_dies_in_the_middle_of_a_reply(self):
        """What has come is heard to its end, the turn is not left open, and talk goes on."""
        with tempfile.TemporaryDirectory() as folder:
            wav = place.write_wav(pathlib.Path(folder) / "m.wav", place.speech())
            settings = {**place.ALL_FAKE, "HOTPIN_FAKE_SCRIPT": f"llm_reply={place.LONG_REPLY}"}
            server = place.Server(**settings)
            with (chromium.browser(wav) as browser, chromium.opened(browser, server.url) as page):
                chromium.hold(page, 1500)
                chromium.wait_phase(page, "speaking")
                server.kill()
                with place.Server(port=server.port, **settings):
                    page.wait_for_selector("body[data-link=open]", timeout=30_000)
                    chromium.turn_ended(page, 1)
                    self.assertEqual(chromium.turns(page)[0]["how"], "lost")
                    self.assertIn("connection was lost", page.inner_text("#turns"))
                    chromium.hold(page, 1500)
                    page.wait_for_function("() => hotpin.conversation.turns.list.length === 2")
                    chromium.wait_phase(page, "speaking")

    def talking(self, folder, reply=place.LONG_REPLY):
        """A server that answers at length, and a page in the middle of the answer."""
        wav = place.write_wav(pathlib.Path(folder) / "m.wav", place.speech())
        settings = {**place.ALL_FAKE, "HOTPIN_FAKE_SCRIPT": f"llm_reply={reply}"}
        server = self.enterContext(place.Server(**settings))
        browser = self.enterContext(chromium.browser(wav))
        page = self.enterContext(chromium.opened(browser, server.url))
        chromium.hold(page, 1500)
        chromium.wait_phase(page, "speaking")
        return page

    def check_silent(self, page):
        page.wait_for_timeout(1500)
        self.assertIsNone(page.evaluate("() => hotpin.conversation.speaker.current"))
        self.assertEqual(page.get_attribute("body", "data-phase"), "idle")

    def test_silence_that_was_wanted_while_the_connection_was_lost(self):
        with tempfile.TemporaryDirectory() as folder:
            page = self.talking(folder)
            page.context.set_offline(True)
            page.wait_for_selector("body[data-link=waiting]")
            page.click("#stop")
            page.context.set_offline(False)
            page.wait_for_selector("body[data-link=open]", timeout=30_000)
            self.check_silent(page)
            self.assertEqual([turn["how"] for turn in chromium.turns(page)], ["lost"])

    def test_a_new_conversation_in_the_middle_of_an_answer(self):
        with tempfile.TemporaryDirectory() as folder:
            page = self.talking(folder)
            page.click("#reset")
            self.check_silent(page)
            self.assertEqual(chromium.turns(page), [])
            chromium.hold(page, 1500)
            chromium.wait_phase(page, "speaking")
            self.assertEqual(len(chromium.turns(page)), 1)

    def test_a_page_that_is_loaded_anew_in_the_middle_of_an_answer(self):
        """What was heard of it is remembered at once, before what is said next."""
        with tempfile.TemporaryDirectory() as folder:
            page = self.talking(folder, f"Turn {{turns}}: {place.LONG_REPLY}")
            page.wait_for_timeout(2000)
            before = int(chromium.turns(page)[0]["text"].split()[1].rstrip(":"))
            page.reload()
            page.wait_for_selector("body[data-link=open]")
            page.wait_for_timeout(1000)
            chromium.hold(page, 1500)
            chromium.wait_phase(page, "speaking")
            self.assertIn(f"Turn {before + 1}:", chromium.turns(page)[0]["text"])

    def test_a_tap_before_the_microphone_is_open(self):
        with (place.Server(**place.ALL_FAKE) as server, chromium.browser() as browser,
              chromium.opened(browser, server.url) as page):
            page.hover("#talk")
            page.mouse.down()
            page.mouse.up()
            page.wait_for_timeout(1500)
            self.assertFalse(page.evaluate("() => hotpin.conversation.listener.is_holding"))
            self.assertEqual(page.get_attribute("body", "data-phase"), "idle")

    def test_a_full_server(self):
        with (place.Server(HOTPIN_MAX_SESSIONS="1", **place.ALL_FAKE) as server,
              chromium.browser() as browser):
            with chromium.opened(browser, server.url):
                with chromium.opened(browser, server.url, until="waiting") as second:
                    self.notice(second, "server is full")
                    chromium_first = browser.contexts[0]
                    chromium_first.close()
                    second.wait_for_selector("body[data-link=open]", timeout=30_000)
                    second.wait_for_selector("#notice", state="hidden")

    def test_a_token(self):
        with (place.Server(HOTPIN_API_TOKEN="open sesame", **place.ALL_FAKE) as server,
              chromium.browser() as browser,
              chromium.opened(browser, server.url, until="stopped") as page):
            self.notice(page, "wants a token")
            page.click("#notice_act")
            page.fill("#token", "open sesame")
            page.click("text=Done")
            page.wait_for_selector("body[data-link=open]")
            page.wait_for_selector("#notice", state="hidden")
            page.click("#open_settings")
            page.wait_for_selector("#voice option[value='gmw/de']", state="attached")
            page.reload()
            page.wait_for_selector("body[data-link=open]")

    def test_a_press_wakes_a_connection_that_rested(self):
        with tempfile.TemporaryDirectory() as folder:
            wav = place.write_wav(pathlib.Path(folder) / "m.wav", place.speech())
            with (place.Server(HOTPIN_IDLE_S="1", **place.ALL_FAKE) as server,
                  chromium.browser(wav) as browser, chromium.opened(browser, server.url) as page):
                page.wait_for_selector("body[data-link=stopped]")
                self.assertTrue(page.is_hidden("#notice"))
                chromium.hold(page, 1500)
                chromium.turn_ended(page, 1)
                self.assertEqual(chromium.turns(page)[0]["how"], "spoken")

    def test_a_server_without_events(self):
        with (place.Server(HOTPIN_WS_EVENTS="off", **place.ALL_FAKE) as server,
              chromium.browser() as browser,
              chromium.opened(browser, server.url, until="connecting") as page):
            self.assertIn("HOTPIN_WS_EVENTS", self.notice(page, "does not answer as this page"))

    def test_being_offline(self):
        with (place.Server(**place.ALL_FAKE) as server, chromium.browser() as browser,
              chromium.opened(browser, server.url) as page):
            page.context.set_offline(True)
            self.notice(page, "You are offline")
            page.context.set_offline(False)
            page.wait_for_selector("body[data-link=open]", timeout=30_000)


if __name__ == "__main__":
    chromium.main()
