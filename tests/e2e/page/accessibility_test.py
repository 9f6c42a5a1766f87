"""axe-core finds nothing serious in any state of the page, light and dark, wide and narrow."""

import itertools
import pathlib
import tempfile
import unittest

import chromium
import place

SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 320, "height": 640}}
SCHEMES = ("light", "dark")


class Accessibility(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        wav = place.write_wav(folder / "microphone.wav", place.speech())
        cls.server = cls.enterClassContext(place.Server(
            **{**place.ALL_FAKE, "HOTPIN_FAKE_SCRIPT": f"llm_reply={place.LONG_REPLY}"}))
        cls.browser = cls.enterClassContext(chromium.browser(wav))

    def check(self, page, state):
        from axe_playwright_python.sync_playwright import Axe
        page.wait_for_timeout(700)  # colours have faded to where they go
        found = [fault for fault in Axe().run(page).response["violations"]
                 if fault["impact"] in ("serious", "critical")]
        told = [(fault["id"], [node["html"] + " " + node["failureSummary"] for node in fault["nodes"]])
                for fault in found]
        self.assertEqual(told, [], state)

    def every_look(self, state, prepare, phase=None, **options):
        """`phase`: in which it must still be in the end."""
        with chromium.opened(self.browser, self.server.url, viewport=SIZES["narrow"], bypass_csp=True,
                             **options) as page:
            prepare(page)
            for size, scheme in itertools.product(SIZES, SCHEMES):
                with self.subTest(size=size, scheme=scheme):
                    page.set_viewport_size(SIZES[size])
                    page.emulate_media(color_scheme=scheme)
                    self.check(page, state)
                    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    self.assertLessEqual(wider, 0, "it scrolls sideways")
            if phase:
                self.assertEqual(page.get_attribute("body", "data-phase"), phase, "it was over too soon")

    def test_idle(self):
        self.every_look("idle", lambda page: None)

    def test_speaking(self):
        def prepare(page):
            chromium.hold(page, 1500)
            chromium.wait_phase(page, "speaking")
        self.every_look("speaking", prepare, phase="speaking")

    def test_cut_off(self):
        def prepare(page):
            chromium.hold(page, 3000)
            chromium.wait_phase(page, "speaking")
            page.wait_for_timeout(500)
            page.click("#stop")
            chromium.turn_ended(page, 1)
        self.every_look("cut off", prepare)

    def test_an_error(self):
        def prepare(page):
            page.context.set_offline(True)
            page.wait_for_selector("#notice:not([hidden])")
        self.every_look("error", prepare)

    def test_a_fault(self):
        refuse = ("navigator.mediaDevices.getUserMedia = async () => "
                  "{ throw new DOMException('', 'NotAllowedError'); };")
        def prepare(page):
            page.click("#talk")
            page.wait_for_selector("#notice:not([hidden])")
        self.every_look("fault", prepare, before=refuse)

    def test_settings(self):
        def prepare(page):
            page.click("#open_settings")
            page.wait_for_selector("#voice option[value='gmw/de']", state="attached")
        self.every_look("settings", prepare)

    def test_timings(self):
        def prepare(page):
            chromium.hold(page, 1500)
            chromium.wait_phase(page, "speaking")
            page.click("#stop")
            chromium.turn_ended(page, 1)
            page.wait_for_selector(".ledger", state="attached")
            page.click("#show_times")
            page.wait_for_selector("#times", state="visible")
        self.every_look("timings", prepare)


if __name__ == "__main__":
    chromium.main()
