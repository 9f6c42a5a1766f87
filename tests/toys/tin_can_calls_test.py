"""tin_can_calls_test.py HOTPIN_WITH_TOYS: a protocol that is a folder of the tests holds conversations,
with a stock WebSocket client, over two workers."""

import base64
import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import websockets.exceptions
import websockets.sync.client
from server import Server

REPLY = "Paris is the capital of France and its largest city, and it lies on the river Seine."
SCRIPT = f"stt_text=What is Paris?;llm_reply={REPLY}"
LOUD, SILENT = b"\x90", b"\xff"  # mu-law
PIECE_S = 0.02
LIMIT_S = 20


class Exchange(Server):
    def call(self, more="", **options):
        port = self.port_behind("ready on http://127.0.0.1:")
        return websockets.sync.client.connect(
            f"ws://127.0.0.1:{port}/tin_can{more}", compression=None,
            **{"subprotocols": ["tin_can.v0", "tin_can.v1"], **options})

    def history(self):
        with sqlite3.connect(next(self.folder.glob("**/*.db"))) as database:
            return database.execute("SELECT user, assistant FROM turns ORDER BY number").fetchall()


def media(seconds, level):
    piece = base64.b64encode(level * int(8000 * PIECE_S)).decode()
    return [json.dumps({"media": piece})] * round(seconds / PIECE_S)


SILENT_PIECE = media(PIECE_S, SILENT)[0]


def speak(call, seconds, level):
    for message in media(seconds, level):
        call.send(message)
        time.sleep(PIECE_S)


def hear_until(call, member):
    """All messages up to the one with `member`, the microphone open and silent."""
    heard, until = [], time.monotonic() + LIMIT_S
    while not heard or member not in heard[-1]:
        assert time.monotonic() < until, heard
        try:
            heard.append(json.loads(call.recv(PIECE_S)))
        except TimeoutError:
            call.send(SILENT_PIECE)
    return heard


def seconds_of(messages):
    return sum(len(base64.b64decode(one["media"])) for one in messages if "media" in one) / 8000


def its_setting_is_one_of_the_program(program):
    printed = subprocess.run([program, "settings"], capture_output=True, text=True, check=True).stdout
    assert "# TIN_CAN_SILENCE_S=2\n" in printed, printed
    refused = subprocess.run([program, "serve", "--port", "0", "--tin-can-silence", "long"],
                             capture_output=True, text=True, check=False, timeout=LIMIT_S)
    assert refused.returncode == 2, refused
    assert "TIN_CAN_SILENCE_S from --tin-can-silence" in refused.stderr, refused.stderr


def is_refused_without_its_subprotocol(server):
    try:
        server.call(subprotocols=None)
    except websockets.exceptions.InvalidStatus as refused:
        assert refused.response.status_code == 400, refused
        assert b"tin_can.v1" in refused.response.body, refused.response.body
        return
    raise AssertionError("taken")


def the_server_speaks_first(server):
    with server.call() as call:
        assert call.subprotocol == "tin_can.v1", call.subprotocol
        assert call.response.headers["X-Tin-Can-Version"] == "1", call.response.headers
        assert "call" in json.loads(call.recv(LIMIT_S))
        call.send(json.dumps({"ping": [1, "two"]}))
        assert json.loads(call.recv(LIMIT_S)) == {"pong": [1, "two"]}
        call.send("nonsense")
        assert "error" in json.loads(call.recv(LIMIT_S))
        begun = time.monotonic()
        try:
            call.recv(LIMIT_S)
        except websockets.exceptions.ConnectionClosed as closed:
            assert closed.rcvd.code == 1000 and closed.rcvd.reason == "nobody is there", closed
        assert time.monotonic() - begun > 1.5


def an_interrupted_reply_is_remembered_to_the_word(server):
    with server.call() as call:
        sealed = json.loads(call.recv(LIMIT_S))["call"]
        speak(call, 0.3, SILENT)
        speak(call, 0.6, LOUD)
        speak(call, 1.8, SILENT)
        speak(call, 1.2, LOUD)
        cut = hear_until(call, "clear")
        heard_text = cut[-1]["clear"]
        assert heard_text and REPLY.startswith(heard_text) and heard_text != REPLY, heard_text
        assert seconds_of(cut) > 0.3
        assert hear_until(call, "said")[-1]["said"] == heard_text
        speak(call, 1.5, SILENT)
        assert hear_until(call, "said")[-1]["said"] == REPLY
    expected = [("What is Paris?", heard_text), ("What is Paris?", REPLY)]
    until = time.monotonic() + LIMIT_S
    while server.history() != expected and time.monotonic() < until:
        time.sleep(0.05)
    assert server.history() == expected, server.history()
    return sealed


def a_call_goes_on_at_any_worker(server, sealed):
    for _ in range(6):  # both are met
        with server.call("?call=" + sealed.replace("+", "%2B")) as call:
            again = json.loads(call.recv(LIMIT_S))["call"]
            assert again == sealed, (again, sealed)
    try:
        server.call("?call=" + sealed[:-2])
    except websockets.exceptions.InvalidStatus as refused:
        assert refused.response.status_code == 400, refused
        return
    raise AssertionError("a call that nobody sealed is taken")


def main(program):
    signal.alarm(240)
    its_setting_is_one_of_the_program(program)
    with (tempfile.TemporaryDirectory() as folder,
          Exchange(program, folder, HOTPIN_FAKE_SCRIPT=SCRIPT) as server):
        is_refused_without_its_subprotocol(server)
        the_server_speaks_first(server)
        sealed = an_interrupted_reply_is_remembered_to_the_word(server)
        a_call_goes_on_at_any_worker(server, sealed)


main(sys.argv[1])
