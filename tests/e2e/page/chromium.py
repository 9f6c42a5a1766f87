"""A real Chromium that opens the page, with a recording for a microphone."""

import array
import base64
import contextlib
import shutil
import sys
import unittest

CHROMIUM = shutil.which("chromium")
PROMPT = "--use-fake-ui-for-media-stream"
DEVICES = "--use-fake-device-for-media-stream"
FLAGS = ["--autoplay-policy=user-gesture-required"]


def main():
    """Runs the tests of the file that calls it, or skips them all."""
    if CHROMIUM is None:
        print("skipped: there is no chromium (Debian's package of that name)")
        sys.exit(77)
    unittest.main(verbosity=2)


@contextlib.contextmanager
def browser(microphone=None, allow=True, has_devices=True, flags=()):
    """`microphone`: a WAV file that is heard from the moment on when the page opens it."""
    from playwright.sync_api import sync_playwright
    given = [*FLAGS, *flags]
    if allow:
        given.append(PROMPT)
    if has_devices:
        given.append(DEVICES)
    if microphone:
        given.append(f"--use-file-for-fake-audio-capture={microphone}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=given)
        try:
            yield started
        finally:
            started.close()


@contextlib.contextmanager
def opened(started, url, query="?tap", until="open", before=None, **options):
    """The page, when its connection is in that state. `before`: a script that runs before its own.
    What it complains of is kept in `complaints`."""
    context = started.new_context(**options)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error"
            and page.complaints.append(message.text))
    if before:
        page.add_init_script(before)
    page.goto(url + query)
    if until:
        page.wait_for_selector(f"body[data-link={until}]")
    try:
        yield page
    finally:
        context.close()


def wait_phase(page, *phases, timeout_ms=60_000):
    page.wait_for_selector(",".join(f"body[data-phase={phase}]" for phase in phases),
                           timeout=timeout_ms)


def hold(page, milliseconds):
    """The button, held so long."""
    page.hover("#talk")
    page.mouse.down()
    page.wait_for_timeout(milliseconds)
    page.mouse.up()


def turn_ended(page, count, timeout_ms=90_000):
    page.wait_for_function(
        "count => hotpin.conversation.turns.list.filter(turn => turn.how).length >= count", arg=count,
        timeout=timeout_ms)


def turns(page):
    return page.evaluate("hotpin.conversation.turns.list.map(turn => ({...turn, text: "
                         "hotpin.conversation.turns.reply_of(turn)}))")


def listen_in(page):
    """From here on the page keeps every block that its worklet plays, and how loud the microphone
    was: both on the clock of the one AudioContext."""
    page.evaluate("""() => {
      hotpin.blocks = [];
      hotpin.levels = [];
      hotpin.tap.played = (block) => hotpin.blocks.push(block);
      hotpin.tap.heard = (level, at) => hotpin.levels.push({ level, at });
    }""")


def played(page, reply):
    """What was played of a reply: its samples as 16 bit, and their rate."""
    text, rate = page.evaluate("""(reply) => {
      const blocks = hotpin.blocks.filter((block) => block.reply === reply);
      const pcm = new Int16Array(blocks.reduce((sum, { out }) => sum + out.length, 0));
      let at = 0;
      for (const { out } of blocks) for (const x of out) pcm[at++] = Math.round(32767 * x);
      let bytes = '';
      for (const byte of new Uint8Array(pcm.buffer)) bytes += String.fromCharCode(byte);
      return [btoa(bytes), hotpin.conversation.sound.context.sampleRate];
    }""", reply)
    return array.array("h", base64.b64decode(text)), int(rate)
