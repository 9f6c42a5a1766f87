"""What the tests of `hotpin models add` have in common. run_all.py says where the program and its models are."""

import hashlib
import os
import pathlib
import subprocess
import tempfile
import unittest

from stand_in import COMMIT, StandIn

PROGRAM = os.environ["HOTPIN_TEST_PROGRAM"]
MODELS = pathlib.Path(os.environ["HOTPIN_TEST_MODELS"])
VOSK = pathlib.Path(os.environ["HOTPIN_TEST_VOSK_MODEL"]) if os.environ["HOTPIN_TEST_VOSK_MODEL"] else None
# Whole by its sum, and no chat model: what is brought is looked at in the cache.
FAKE = b"GGUF" + bytes(range(256)) * 8000
TOKEN = "hf_secretsecretsecret"


def sum_of(data):
    return hashlib.sha256(data).hexdigest()


def real_model():
    return (MODELS / "smollm2-135m-instruct/q4_0.gguf").read_bytes()


class Finished:
    def __init__(self, process):
        self.out, self.errors = process.communicate(timeout=120)
        self.code = process.returncode
        self.said = self.out + self.errors
        lines = [line for line in self.errors.splitlines() if line.startswith("hotpin: ")]
        self.error = "\n".join(lines)


class HubCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="hotpin-test-")
        self.addCleanup(self.folder.cleanup)
        self.place = pathlib.Path(self.folder.name)
        self.hub = self.opened(StandIn())
        self.hub.repos["o/r"] = {"README.md": b"hello", "m-Q4_K_M.gguf": FAKE, "m-Q8_0.gguf": b"GGUF8"}
        self.cache = self.place / "hub"
        self.repo = self.cache / "models--o--r"
        (self.place / "here").mkdir()

    def opened(self, context):
        self.addCleanup(context.__exit__, None, None, None)
        return context.__enter__()

    def environment(self, more):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("HF_", "HUGGING", "HOTPIN_", "VOSK_"))}
        return {**kept, "HOTPIN_STATE_DIR": str(self.place / "state"), "HF_HUB_CACHE": str(self.cache),
                "HF_HOME": str(self.place / "hf"), "HF_ENDPOINT": self.hub.url, "no_proxy": "*", **more}

    def start(self, *words, **more):
        before = more.pop("before", [])
        return subprocess.Popen([*before, PROGRAM, "models", *words], text=True, cwd=self.place / "here",
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment(more))

    def add(self, what, *options, **more):
        return Finished(self.start("add", what, *options, **more))

    def refused(self, run, pattern, code=1):
        """One line, without the token."""
        self.assertEqual(run.code, code, run.said)
        self.assertRegex(run.error, pattern)
        self.assertEqual(run.error.count("\n"), 0, run.said)
        self.assertNotIn(TOKEN, run.said)
        self.assertFalse((self.place / "state/models.env").exists(), "nothing was registered")

    def no_chat_model(self, run):
        """The file came whole; what it is not is told by the engine."""
        self.refused(run, "its header cannot be read", code=2)

    def cached(self, path="m-Q4_K_M.gguf"):
        return self.repo / "snapshots" / COMMIT / path

    def left(self):
        return [path for path in self.place.rglob("*.incomplete")]
