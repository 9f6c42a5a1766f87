"""answers_test.py PROGRAM MODEL: forty written questions to a server with its default language model;
what it answered to each, and how many of the answers are acceptable. Exit code 77: MODEL is not there."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import websockets.sync.client

TABLE = pathlib.Path(__file__).parent / "forty_questions.tsv"
LEAST = 34
LIMIT_S = 60
READY = re.compile(r"ready on http://127\.0\.0\.1:(\d+)")


class Server:
    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        ours = {name: value for name, value in os.environ.items()
                if not name.startswith(("HOTPIN_", "GROQ_", "SERVER_"))}
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True,
            cwd=self.folder.name, env={**ours, "HOTPIN_STATE_DIR": self.folder.name,
                                       "HOTPIN_TTS": "espeak", "HOTPIN_LOG_LEVEL": "warn"})
        for line in self.process.stdout:
            if found := READY.search(line):
                self.url = f"ws://127.0.0.1:{found.group(1)}/ws"
                return
        raise SystemExit("the server did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.folder.cleanup()


def words(text):
    plain = text.lower().replace("'", "").replace("’", "")
    return " " + " ".join(re.findall(r"\w+", plain)) + " "


def is_acceptable(answer, acceptable):
    return any(words(wanted) in words(answer) for wanted in acceptable.split("|"))


def ask(client, question):
    client.send(json.dumps({"text": question}))
    while True:
        message = client.recv(LIMIT_S)
        if isinstance(message, bytes):
            continue
        event = json.loads(message)
        if event.get("status") == "complete":
            return event["response"] if event["how"] == "spoken" else f"({event['how']})"


def answer_to(url, number, before, question):
    with websockets.sync.client.connect(url, compression=None, max_size=None) as client:
        client.send(json.dumps({"session_id": f"question-{number}", "events": True}))
        for said in filter(None, before.split(" / ")):
            ask(client, said)
        return ask(client, question)


def main():
    program, model = sys.argv[1:3]
    if not pathlib.Path(model).exists():
        print(f"left out: {model} is not there; scripts/setup brings it")
        return 77
    rows = [line.split("\t") for line in TABLE.read_text().splitlines()]
    right = 0
    with Server(program) as server:
        for number, (kind, before, question, acceptable) in enumerate(rows):
            answer = answer_to(server.url, number, before, question)
            is_right = is_acceptable(answer, acceptable)
            right += is_right
            print(f"{'yes' if is_right else 'NO '} {kind:<10} {question} -> {answer}", flush=True)
    print(f"acceptable: {right} of {len(rows)}, at least {LEAST}")
    return 0 if right >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
