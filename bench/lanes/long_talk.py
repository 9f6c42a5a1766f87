"""A conversation of many written turns, one upon the other: how long each waits for its first sound."""

import json
import os
import pathlib
import signal
import tempfile
import time

import websockets.exceptions
import websockets.sync.client

from servers import hotpin

LIMIT_S = 60
# Different ones, so that nothing is in the cache by chance.
QUESTIONS = [
    "What is the capital of {}?", "Which language do people speak in {}?",
    "What would you eat in {}?", "Name a river in {}.", "What is {} known for?",
    "When is the best time to visit {}?", "How would I get to {}?", "Who comes from {}?",
]
PLACES = ["France", "Japan", "Peru", "Kenya", "Norway"]


def question(number):
    place = PLACES[number // len(QUESTIONS) % len(PLACES)]
    return QUESTIONS[number % len(QUESTIONS)].format(place)


class Talk:
    def __init__(self, url, session):
        self.url, self.session, self.client = url, session, None

    def connect(self):
        self.client = websockets.sync.client.connect(self.url, compression=None, max_size=None)
        self.client.send(json.dumps({"session_id": self.session, "events": True,
                                     "reports_played": True}))

    def ask(self, text):
        """Milliseconds to the first sound, when all of the answer has come; a lost connection is made
        again, and the question asked again."""
        for _ in range(20):
            try:
                if self.client is None:
                    self.connect()
                return self.ask_once(text)
            except (websockets.exceptions.ConnectionClosed, OSError):
                self.client = None
                time.sleep(0.1)
        raise SystemExit("the server does not answer any more")

    def ask_once(self, text):
        """Hears each piece in no time, so that the next turn comes upon the end of this one."""
        begin = time.monotonic()
        self.client.send(json.dumps({"text": text}))
        first, turn, heard_ms = None, None, 0
        while True:
            message = self.client.recv(LIMIT_S)
            if isinstance(message, bytes):
                first = first or time.monotonic()
                heard_ms += len(message) / 32
                self.client.send(json.dumps({"played": {"turn": turn, "ms": heard_ms}}))
                continue
            event = json.loads(message)
            turn = event.get("turn", turn)
            if event.get("status") == "complete":
                return 1000 * ((first or time.monotonic()) - begin)


def turn_times(program, settings, turns):
    with tempfile.TemporaryDirectory() as folder:
        with hotpin(program, pathlib.Path(folder), **settings) as server:
            talk = Talk(server.url, "long")
            return [talk.ask(question(number)) for number in range(turns)]


def workers_of(server):
    """The supervisor's children, with what they have used of the processor."""
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
            name = (path / "comm").read_text().strip()
        except OSError:
            continue
        if int(fields[1]) == server.pid and name == "hotpin":
            found[int(path.name)] = int(fields[11])
    return found


def turn_times_over_a_kill(program, settings, turns):
    """The worker that served the first half is killed; another finds the history in the store."""
    with tempfile.TemporaryDirectory() as folder:
        with hotpin(program, pathlib.Path(folder), HOTPIN_WORKERS="2", **settings) as server:
            talk = Talk(server.url, "killed")
            took = [talk.ask(question(number)) for number in range(turns // 2)]
            used = workers_of(server)
            os.kill(max(used, key=used.get), signal.SIGKILL)
            return took + [talk.ask(question(number)) for number in range(turns // 2, turns)]
