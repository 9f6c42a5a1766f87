"""screenshots.py FOLDER: pictures of the page as it is, with the engines that come along."""

import base64
import pathlib
import subprocess
import sys
import tempfile

import chromium
import place

SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
QUESTIONS = ("What is the capital of France?", "Why is the sky blue?", "Tell me a story about the moon.")
# A microphone into which a question can be said at any moment, unlike the browser's own.
MICROPHONE = """
  const room = new AudioContext();
  const ear = room.createMediaStreamDestination();
  navigator.mediaDevices.getUserMedia = async () => { await room.resume(); return ear.stream; };
  window.say = async (wav) => {
    const source = room.createBufferSource();
    source.buffer = await room.decodeAudioData(Uint8Array.from(atob(wav), (c) => c.charCodeAt(0)).buffer);
    source.connect(ear);
    await room.resume();
    const ended = new Promise((resolve) => { source.onended = resolve; });
    source.start();
    await ended;
  };"""


def spoken(text, folder):
    """A question in the server's own voice: a model that says just that is asked anything."""
    path = folder / "question.wav"
    with place.Server(**place.model_says(text)) as server:
        subprocess.run([place.PROGRAM, "talk", "--fast", place.SPEECH / "beckett.wav", "--url",
                        f"ws://127.0.0.1:{server.port}/ws", "--out", path], check=True,
                       capture_output=True, timeout=120)
    return base64.b64encode(path.read_bytes()).decode()


def shoot(page, path):
    page.mouse.move(5, 300)
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    subprocess.run(["pngquant", "--force", "--strip", "--output", path, "256", path], check=True)
    print(path, path.stat().st_size // 1024, "KiB")


def ask(page, wav):
    page.hover("#talk")
    page.mouse.down()
    page.evaluate("wav => say(wav)", wav)
    page.wait_for_timeout(150)
    page.mouse.up()


def converse(page, questions):
    """One question after the other; the last one's answer goes on."""
    for number, wav in enumerate(questions, 1):
        ask(page, wav)
        if number < len(questions):
            chromium.turn_ended(page, number)
            page.wait_for_timeout(300)
    chromium.wait_phase(page, "speaking")
    page.wait_for_timeout(2200)


def pictures(browser, server, questions, folder, size, scheme):
    name = folder / f"{size}-{scheme}"
    context = {"viewport": SIZES[size], "color_scheme": scheme, "reduced_motion": "no-preference"}
    with chromium.opened(browser, server.url, before=MICROPHONE, **context) as page:
        shoot(page, name.with_name(name.name + "-idle.png"))
        converse(page, questions)
        shoot(page, name.with_name(name.name + "-speaking.png"))
    with chromium.opened(browser, server.url, before="navigator.mediaDevices.getUserMedia = "
                         "async () => { throw new DOMException('', 'NotAllowedError'); };",
                         **context) as page:
        page.click("#talk")
        page.wait_for_selector("#notice:not([hidden])")
        shoot(page, name.with_name(name.name + "-error.png"))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        questions = [spoken(text, pathlib.Path(temporary)) for text in QUESTIONS]
    wanted = sys.argv[2:] or [f"{size}-{scheme}" for size in SIZES for scheme in SCHEMES]
    with place.Server() as server, chromium.browser() as browser:
        for each in wanted:
            pictures(browser, server, questions, folder, *each.split("-"))


if __name__ == "__main__":
    main()
