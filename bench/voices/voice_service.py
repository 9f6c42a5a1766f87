#!/usr/bin/env python3
"""How soon a reply is heard that a voice service speaks: it sends 3 s of sound over 1 s, as a WAV,
whose pieces go on as they come, or inside JSON, which is read when it is whole. Recogniser and model
cost nothing. From the client's words to its first byte of sound, on 127.0.0.1."""

import argparse
import http.server
import json
import math
import pathlib
import struct
import sys
import tempfile
import threading
import time
from base64 import b64encode

import websockets.sync.client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lanes"))
from performance import table
from runs import quantiles
from servers import hotpin

RATE_HZ, SOUND_S, SENDING_S, CHUNKS = 24000, 3, 1, 50
WAIT_S = 20


def wav():
    samples = struct.pack(f"<{RATE_HZ * SOUND_S}h", *(
        round(8000 * math.sin(i / 10)) for i in range(RATE_HZ * SOUND_S)))
    untold = 0xFFFFFFFF
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", untold, b"WAVE", b"fmt ", 16, 1, 1, RATE_HZ,
                       2 * RATE_HZ, 2, 16, b"data", untold) + samples


ANSWERS = {"pieces": ("audio/wav", wav()),
           "whole": ("application/json", json.dumps({"audio": b64encode(wav()).decode()}).encode())}


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer = "whole"

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        kind, body = ANSWERS[self.answer]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        size = -(-len(body) // CHUNKS)
        began = time.monotonic()
        for number in range(CHUNKS):
            due = began + SENDING_S * (number + 1) / CHUNKS
            time.sleep(max(0, due - time.monotonic()))
            piece = body[number * size:(number + 1) * size]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


def first_sounds(url, turns):
    with websockets.sync.client.connect(f"{url}?events=1", compression=None) as client:
        client.send(json.dumps({"session_id": "voice service"}))
        for _ in range(turns):
            asked = time.monotonic()
            client.send(json.dumps({"text": "Hello"}))
            while not isinstance(client.recv(WAIT_S), bytes):
                pass
            yield 1000 * (time.monotonic() - asked)
            while True:
                message = client.recv(WAIT_S)
                if isinstance(message, str) and json.loads(message).get("status") == "complete":
                    break


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hotpin", required=True, type=pathlib.Path)
    parser.add_argument("--turns", type=int, default=20)
    options = parser.parse_args()
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    settings = {f"HOTPIN_{part}": "fake" for part in ("STT", "LLM", "VAD")}
    settings |= {"HOTPIN_FAKE_SCRIPT": "llm_reply=Here is an answer.", "HOTPIN_TTS": "openai",
                 "HOTPIN_TTS_URL": f"http://127.0.0.1:{service.server_port}/v1",
                 "HOTPIN_TTS_MODEL": "stand-in"}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with hotpin(options.hotpin, pathlib.Path(folder), **settings) as server:
            for Service.answer in ANSWERS:
                times = list(first_sounds(server.url, options.turns))
                rows.append([Service.answer, len(times), *(f"{it:.0f}" for it in quantiles(times))])
    print(table(["the phrase is read", "turns", "words → first sound p50", "p95", "longest"], rows))


if __name__ == "__main__":
    main()
