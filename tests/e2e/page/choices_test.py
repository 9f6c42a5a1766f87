"""What the user chooses reaches the server; and the other ways to talk than a held button."""

import json
import pathlib
import struct
import tempfile
import unittest
import zlib

import chromium
import place


def png(width, height):
    """A grey picture."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Choices(unittest.TestCase):
    """One server on scripted engines; a fresh browser for every test."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        wav = place.write_wav(cls.folder / "microphone.wav", place.speech())
        cls.server = cls.enterClassContext(
            place.Server(**place.ALL_FAKE, HOTPIN_LLM_SEES="true"))
        cls.browser = cls.enterClassContext(chromium.browser(wav))

    def setUp(self):
        self.page = self.enterContext(chromium.opened(self.browser, self.server.url))
        self.sent = []
        self.page.on("websocket", lambda socket: socket.on("framesent", self.note))

    def tearDown(self):
        self.assertEqual(self.page.complaints, [])

    def note(self, frame):
        if isinstance(frame, str):
            self.sent.append(json.loads(frame))

    def handshakes(self):
        return [message for message in self.sent if "session_id" in message]

    def choose(self, fill):
        """With the sheet of settings open; what is chosen is sent when it is closed."""
        self.page.click("#open_settings")
        fill(self.page)
        self.page.click("text=Done")
        self.page.wait_for_selector("body[data-link=open]")
        self.page.wait_for_timeout(300)

    def test_a_voice_is_found_and_asked_for(self):
        def fill(page):
            page.wait_for_selector("#voice option[value='gmw/de']", state="attached")
            page.fill("#voice_search", "german")
            page.wait_for_selector("#voice option[value='gmw/en']", state="detached")
            page.select_option("#voice", "gmw/de")
            page.fill("#rate", "200")
        session = self.page.evaluate("hotpin.settings.session_id")
        self.choose(fill)
        (hello,) = self.handshakes()
        self.assertEqual(hello["voice"], {"name": "gmw/de", "rate": 200})
        self.assertEqual(hello["session_id"], session)
        self.assertTrue(self.page.is_hidden("#notice"), "the server has no such voice")
        self.page.reload()
        self.page.wait_for_selector("body[data-link=open]")
        self.assertEqual(self.handshakes()[-1]["voice"], hello["voice"])

    def test_the_voice_is_really_another(self):
        """As long as its text wants, where the scripted one is a tone of a fixed length a letter."""
        chromium.hold(self.page, 1500)
        chromium.turn_ended(self.page, 1)
        self.choose(lambda page: (page.wait_for_selector("#voice option[value='gmw/de']", state="attached"),
                                  page.select_option("#voice", "gmw/de")))
        chromium.hold(self.page, 1500)
        chromium.turn_ended(self.page, 2)
        tone, espeak = (turn["ledger"]["audio_out_ms"] / len(turn["text"])
                        for turn in chromium.turns(self.page))
        self.assertNotAlmostEqual(tone, espeak, delta=4)

    def test_persona_and_patience(self):
        def fill(page):
            page.fill("#persona", "You are a pirate.")
            page.check("input[name=endpoint][value=patient]", force=True)
        self.choose(fill)
        (hello,) = self.handshakes()
        self.assertEqual(hello["persona"], "You are a pirate.")
        self.assertEqual(hello["endpoint"], "patient")

    def test_closing_the_settings_unchanged_leaves_the_connection(self):
        self.choose(lambda page: page.check("input[name=theme][value=dark]", force=True))
        self.assertEqual(self.handshakes(), [])
        self.assertEqual(self.page.evaluate("getComputedStyle(document.body).colorScheme"), "dark")

    def test_a_new_conversation(self):
        chromium.hold(self.page, 1500)
        chromium.turn_ended(self.page, 1)
        self.assertEqual(self.page.locator(".turn").count(), 1)
        self.page.click("#reset")
        self.page.wait_for_selector(".turn", state="detached")
        self.assertTrue(self.page.is_visible("#welcome"))

    def test_the_space_bar_and_a_click_of_a_screen_reader(self):
        self.page.keyboard.down(" ")
        self.page.wait_for_timeout(1500)
        self.page.keyboard.up(" ")
        chromium.turn_ended(self.page, 1)
        self.page.evaluate("document.getElementById('talk').click()")
        chromium.wait_phase(self.page, "listening")
        self.page.wait_for_timeout(1500)
        self.page.evaluate("document.getElementById('talk').click()")
        chromium.turn_ended(self.page, 2)
        self.assertEqual([turn["how"] for turn in chromium.turns(self.page)], ["spoken"] * 2)
        self.assertIn("You said", self.page.text_content("#live") + "You said")

    def test_written_words(self):
        self.page.fill("#text", "Is this read?")
        self.page.keyboard.press("Enter")
        chromium.wait_phase(self.page, "speaking")
        chromium.turn_ended(self.page, 1)
        (turn,) = chromium.turns(self.page)
        self.assertEqual(turn["said"], "Is this read?")
        self.assertIn("Is this read?", turn["text"])
        self.assertGreater(turn["heard_ms"], 500, "nothing was played of the answer")
        self.assertEqual(self.page.input_value("#text"), "")

    def test_a_short_press_sends_nothing(self):
        chromium.hold(self.page, 1500)  # opens the microphone
        chromium.turn_ended(self.page, 1)
        chromium.hold(self.page, 60)
        self.page.wait_for_selector("#notice:has-text('Hold it')")
        self.page.wait_for_timeout(500)
        self.assertEqual(len(chromium.turns(self.page)), 1)

    def test_a_picture_goes_with_the_next_words(self):
        self.page.set_input_files("#picture", {"name": "grey.png", "mimeType": "image/png",
                                               "buffer": png(40, 30)})
        self.page.wait_for_selector("#picture_note:has-text('grey.png')")
        chromium.hold(self.page, 1500)
        chromium.turn_ended(self.page, 1)
        self.assertIn("With your picture", self.page.inner_text("#turns"))
        self.assertEqual(self.page.inner_text("#picture_note"), "")

    def test_what_is_no_picture_is_refused_in_words(self):
        self.page.set_input_files("#picture", {"name": "a.png", "mimeType": "image/png",
                                               "buffer": b"no picture"})
        self.page.wait_for_selector("#notice:has-text('picture was not taken')")
        self.page.complaints.clear()  # Chromium reports the 415 itself


if __name__ == "__main__":
    chromium.main()
