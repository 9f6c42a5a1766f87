"""The page in a real browser, on the real recogniser and voice: somebody talks with it."""

import pathlib
import tempfile
import unittest

import chromium
import place


class Talk(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def microphone(self, *pieces):
        return place.write_wav(self.folder / "microphone.wav", *pieces)

    def check_heard(self, server, page, replies, text):
        """What came out of the loudspeaker, recognised again, is what the page shows."""
        pieces = [chromium.played(page, reply) for reply in replies]
        path = place.write_wav(self.folder / "played.wav", *(pcm for pcm, _ in pieces),
                               rate_hz=pieces[0][1])
        heard = place.recognised(server, path)
        self.assertLess(place.word_errors(text, heard), 0.4, f"{text!r} was heard as {heard!r}")

    def test_press_and_talk(self):
        wav = self.microphone(place.speech(), place.silence(60))
        with (place.Server(**place.model_says(place.REPLY)) as server,
              chromium.browser(wav) as browser,
              chromium.opened(browser, server.url) as page):
            chromium.listen_in(page)
            chromium.hold(page, 4200)
            chromium.turn_ended(page, 1)
            turn = chromium.turns(page)[0]
            self.assertIn("best of times", turn["said"].lower())
            self.assertEqual(turn["text"], place.REPLY)
            self.assertEqual(page.inner_text(".heard"), place.REPLY)
            self.assertIn(" ms", page.inner_text("#median"))
            self.check_heard(server, page, [1], place.REPLY)
            self.assertEqual(page.complaints, [])

    def test_a_reply_goes_on_after_a_lost_connection(self):
        wav = self.microphone(place.speech(), place.silence(120))
        with (place.Server(**place.model_says(place.LONG_REPLY)) as server,
              chromium.browser(wav) as browser,
              chromium.opened(browser, server.url) as page):
            chromium.listen_in(page)
            chromium.hold(page, 4200)
            chromium.wait_phase(page, "speaking")
            page.wait_for_timeout(4000)
            page.context.set_offline(True)
            page.wait_for_selector("body[data-link=waiting]")
            page.context.set_offline(False)
            chromium.turn_ended(page, 1)
            (turn,) = chromium.turns(page)
            self.assertEqual(turn["how"], "spoken")
            self.assertEqual(turn["text"], place.LONG_REPLY)
            self.assertGreater(turn["before_ms"], 3000)
            self.check_heard(server, page, [1, 2], place.LONG_REPLY)


if __name__ == "__main__":
    chromium.main()
