"""A language model on 127.0.0.1, in this process, that tells each turn apart and keeps what it was shown
of the conversation: the whole history, as the server that asks has it."""

import http.server
import json
import threading
import time

WORD_S = 0.02  # between words, so that servers go in the middle of answers


def answer_to(words):
    return f"You said this: {words} That is the answer to it."


class Model(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        self.shown = {}  # by a user's words, which are said once: the messages before them
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """Servers end; that is no error here."""

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        body = b'{"object":"list","data":[{"id":"stand-in"}]}'
        self.begin("application/json", "Content-Length", len(body))
        self.wfile.write(body)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        *before, (_, words) = [(it["role"], it["content"]) for it in asked["messages"]
                               if it["role"] != "system"]
        self.server.shown[words] = before
        self.begin("text/event-stream", "Transfer-Encoding", "chunked")
        for word in answer_to(words).split():
            self.event(json.dumps({"choices": [{"index": 0, "delta": {"content": f"{word} "}}]}))
            time.sleep(WORD_S)
        self.event(json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
        self.event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def begin(self, kind, header, value):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header(header, str(value))
        self.end_headers()

    def event(self, data):
        event = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
