"""Hands-free in a real browser: the microphone stays open, the server finds the turns."""

import pathlib
import tempfile
import unittest

import chromium
import place

INTERRUPTIONS = """() => hotpin.conversation.turns.list.filter((turn) => turn.how === 'interrupted').length"""


class HandsFree(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def microphone(self, *pieces):
        return place.write_wav(self.folder / "microphone.wav", *pieces, place.silence(120))

    def test_a_turn_without_a_hand(self):
        wav = self.microphone(place.silence(0.5), place.speech())
        with (place.Server(**place.model_says(place.REPLY)) as server,
              chromium.browser(wav) as browser,
              chromium.opened(browser, server.url) as page):
            page.click("#hands_free")
            chromium.turn_ended(page, 1)
            turn = chromium.turns(page)[0]
            self.assertIn("best of times", turn["said"].lower())
            self.assertEqual(turn["text"], place.REPLY)
            chromium.wait_phase(page, "ready")
            page.click("#hands_free")
            chromium.wait_phase(page, "idle")
            page.wait_for_timeout(1000)
            self.assertEqual(len(chromium.turns(page)), 1, "switching it off made a turn")
            self.assertEqual(page.complaints, [])

    def test_speech_stops_the_reply_for_good(self):
        wav = self.microphone(place.speech(), place.silence(7), place.speech())
        with (place.Server(**place.model_says(place.LONG_REPLY)) as server,
              chromium.browser(wav) as browser,
              chromium.opened(browser, server.url) as page):
            chromium.listen_in(page)
            page.click("#hands_free")
            page.wait_for_function(INTERRUPTIONS, timeout=60_000)
            chromium.wait_phase(page, "speaking")  # the answer to what was said in between
            page.wait_for_timeout(1500)
            first = chromium.turns(page)[0]
            self.check_cut(page, first)
            self.check_silence(page)
            self.assertEqual(page.complaints, [])

    def check_cut(self, page, turn):
        """What was heard is shown plainly, the rest struck."""
        heard = page.inner_text(".is_cut .heard").strip()
        self.assertTrue(place.LONG_REPLY.startswith(heard), heard)
        self.assertGreater(len(heard), 20)
        self.assertLess(len(heard), len(turn["text"]))
        self.assertIn("line-through", page.eval_on_selector(
            ".is_cut .rest", "node => getComputedStyle(node).textDecoration"))

    def check_silence(self, page):
        """From the cut on no sample of the first reply, and the second is there."""
        loudest = page.evaluate("""() => {
          const peak = (blocks) => Math.max(0, ...blocks.map(({ out }) => Math.max(...out.map(Math.abs))));
          const of = (reply) => hotpin.blocks.filter((block) => block.reply === reply);
          const cut_s = hotpin.conversation.speaker.cuts[0].at;
          const fade_s = 0.02;
          return [peak(of(1).filter(({ at }) => at < cut_s)), peak(of(1).filter(({ at }) => at > cut_s + fade_s)), peak(of(2))];
        }""")
        self.assertGreater(loudest[0], 0.05)
        self.assertLess(loudest[1], 0.001)
        self.assertGreater(loudest[2], 0.05)


if __name__ == "__main__":
    chromium.main()
