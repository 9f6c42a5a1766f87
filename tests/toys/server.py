"""The program with the tests' protocols, as a process of two workers on scripted engines."""

import os
import pathlib
import re
import subprocess

FAKES = {f"HOTPIN_{what}": "fake" for what in ("STT", "LLM", "TTS", "VAD")}


class Server:
    def __init__(self, program, folder, **settings):
        self.folder = pathlib.Path(folder)
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--workers", "2", "--state-dir", folder],
            stdout=subprocess.PIPE, text=True, env={**os.environ, **FAKES, **settings})
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "stop it" in line:
                break

    def port_behind(self, words):
        """The number that the start lines tell behind `words`."""
        return int(re.search(re.escape(words) + r"(\d+)", self.said).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(20) == 0
