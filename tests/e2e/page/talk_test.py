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

    def check_heard(self, server, page, reply, text):
        """What came out of the loudspeaker, recognised again, is what the page shows."""
        pcm, rate_hz = chromium.played(page, reply)
        path = place.write_wav(self.folder / f"reply{reply}.wav", pcm, rate_hz=rate_hz)
        heard = place.recognised(server, path)
        self.assertLess(place.word_errors(text, heard), 0.25, f"{text!r} was heard as {heard!r}")

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
            self.check_heard(server, page, 1, place.REPLY)
            self.assertEqual(page.complaints, [])


if __name__ == "__main__":
    chromium.main()
