"""The server and the speech of the page's tests."""

import array
import os
import pathlib
import re
import subprocess
import tempfile
import wave

RATE_HZ = 48000  # of the microphone
PROGRAM = pathlib.Path(os.environ.get("HOTPIN_PROGRAM", "hotpin"))
SPEECH = pathlib.Path(os.environ.get("HOTPIN_SPEECH_DIR", "."))
READY = re.compile(r"is ready on http://127\.0\.0\.1:(\d+)")
# What the model writes where a test must know it; recogniser and voice are the real ones.
REPLY = ("The little boat sailed across the quiet lake this morning, and seven people were waiting for "
         "it on the other side.")
LONG_REPLY = ("Once upon a time there was an old lighthouse keeper who lived alone on a small island. "
              "Every evening he climbed the stairs and lit the lamp for the ships. One night a storm "
              "came from the west and the waves were as high as the tower.")


# For what is not about speech: quick, and a tone for a voice.
ALL_FAKE = {"HOTPIN_STT": "fake", "HOTPIN_LLM": "fake", "HOTPIN_TTS": "fake", "HOTPIN_VAD": "fake"}


def model_says(text, **more):
    script = ";".join([f"llm_reply={text}", *(f"{name}={value}" for name, value in more.items())])
    return {"HOTPIN_LLM": "fake", "HOTPIN_FAKE_SCRIPT": script}


class Server:
    """`hotpin serve` as a process, its state in a folder of its own."""

    def __init__(self, port=0, **settings):
        self.folder = tempfile.TemporaryDirectory()
        ours = {name: value for name, value in os.environ.items()
                if not name.startswith(("HOTPIN_", "GROQ_", "SERVER_", "VOSK_"))}
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True,
            cwd=self.folder.name,
            env={**ours, "HOTPIN_STATE_DIR": self.folder.name, "HOTPIN_LOG_LEVEL": "warn",
                 "HOTPIN_LLM": "small", **settings})
        for line in self.process.stdout:
            if found := READY.search(line):
                self.port = int(found.group(1))
                self.url = f"http://127.0.0.1:{self.port}/"
                return
        raise RuntimeError("the server did not start")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()
        self.folder.cleanup()


def speech(begin_s=1.2, end_s=4.7):
    """Of a recording that comes with the recogniser: it was the best of times, it was the worst of
    times."""
    with wave.open(str(SPEECH / "two_cities.wav")) as wav:
        assert wav.getframerate() == RATE_HZ
        wav.setpos(int(begin_s * RATE_HZ))
        return array.array("h", wav.readframes(int((end_s - begin_s) * RATE_HZ)))


def silence(seconds):
    return array.array("h", bytes(2 * int(seconds * RATE_HZ)))


def write_wav(path, *pieces, rate_hz=RATE_HZ):
    with wave.open(str(path), "wb") as wav:
        wav.setparams((1, 2, rate_hz, 0, "NONE", ""))
        for piece in pieces:
            wav.writeframes(piece.tobytes())
    return pathlib.Path(path)


def words_of(text):
    return re.findall(r"[a-z']+", text.lower())


def word_errors(wanted, got):
    """Share of wrong, missing and added words."""
    wanted, got = words_of(wanted), words_of(got)
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1] / max(1, len(wanted))


def recognised(server, wav_path):
    """What the server itself hears in a recording."""
    run = subprocess.run([PROGRAM, "talk", "--fast", wav_path, "--url", f"ws://127.0.0.1:{server.port}/ws",
                          "--out", os.devnull], capture_output=True, text=True, timeout=120)
    found = re.search(r"^ *heard: +(.*)$", run.stdout, re.MULTILINE)
    if not found:
        raise RuntimeError(run.stdout + run.stderr)
    return found.group(1)
