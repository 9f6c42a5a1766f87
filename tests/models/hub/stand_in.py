"""A hub of models on 127.0.0.1, and any other server of files, in this process: what it does wrong is
set by attributes, what it was asked is in `asked`."""

import hashlib
import http.server
import json
import re
import threading

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class StandIn(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.repos = {}  # "o/r": {path: bytes}
        self.files = {}  # "/path": bytes, for who asks for an address
        self.asked = []  # (method, path, headers)
        self.status = {}  # a path's end: the status that it gets
        self.token = None  # who does not send it gets 401
        self.sums = True  # whether sums and sizes are told
        self.head = True  # whether HEAD is known
        self.ranges = True
        self.etag = True
        self.length = True  # whether it is told how long a body is; else its end is the connection's
        self.shift = 0  # by which a body begins elsewhere than asked
        self.cdn = None  # where the bytes are: another stand-in's address
        self.location = None  # a function from a path to where it is said to lie
        self.cuts = []  # of the next bodies: after how many bytes the connection is lost
        self.gate = None  # a body stops after `gate_at` bytes until it is set
        self.gate_at = 0
        self.reached_gate = threading.Event()
        self.page = 0  # files to a page of a list
        self.change = None  # a function on what is sent
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.gate:
            self.gate.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        """Who leaves in the middle is no error here."""

    def bodies(self, end=""):
        """The GETs of files, with what they asked for of them."""
        return [headers.get("Range") for method, path, headers in self.asked
                if method == "GET" and "/api/" not in path and path.split("?")[0].endswith(end)]

    def tree(self, repo):
        entries = [{"type": "directory", "path": "folder", "size": 0}]
        for path, data in self.repos[repo].items():
            entry = {"type": "file", "path": path, "size": len(data), "oid": "f" * 40}
            if self.sums:
                entry["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data)}
            entries.append(entry)
        return entries


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        if not self.server.head:
            return self.refuse(501)
        return self.answer()

    def do_GET(self):
        return self.answer()

    def refuse(self, status, headers=()):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()

    def answer(self):
        server = self.server
        server.asked.append((self.command, self.path, dict(self.headers)))
        path = self.path.split("?")[0]
        for end, status in server.status.items():
            if path.endswith(end):
                return self.refuse(status)
        if server.token and self.headers.get("Authorization") != f"Bearer {server.token}":
            return self.refuse(401)
        if path in server.files:
            return self.send_file(server.files[path], {})
        if listed := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/[^/]+", path):
            return self.send_tree(listed[1])
        if named := re.fullmatch(r"/([^/]+/[^/]+)/resolve/[^/]+/(.+)", path):
            data = server.repos.get(named[1], {}).get(named[2].replace("%20", " "))
            if data is not None:
                return self.send_hub_file(data)
        return self.refuse(404)

    def send_tree(self, repo):
        if repo not in self.server.repos:
            return self.refuse(404)
        entries, headers = self.server.tree(repo), {}
        if self.server.page:
            begin = int((re.search(r"cursor=(\d+)", self.path) or [0, 0])[1])
            if begin + self.server.page < len(entries):
                following = f"{self.server.url}{self.path.split('?')[0]}?cursor={begin + self.server.page}"
                headers["Link"] = f'<{following}>; rel="next"'
            entries = entries[begin:begin + self.server.page]
        return self.send_bytes(200, json.dumps(entries).encode(), headers)

    def send_hub_file(self, data):
        server, headers = self.server, {"X-Repo-Commit": COMMIT}
        if server.sums:
            headers["X-Linked-Etag"] = f'"{hashlib.sha256(data).hexdigest()}"'
            headers["X-Linked-Size"] = str(len(data))
        location = server.location(self.path) if server.location else None
        if server.cdn:
            location = f"{server.cdn}/{hashlib.sha256(data).hexdigest()}"
        if location:
            return self.refuse(302, {**headers, "Location": location})
        return self.send_file(data, headers)

    def send_file(self, data, headers):
        server, status = self.server, 200
        if server.etag:
            headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        if server.change and self.command == "GET":
            data = server.change(data)
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and server.ranges:
            begin = int(asked[1]) + server.shift
            if begin >= len(data):
                return self.refuse(416, {"Content-Range": f"bytes */{len(data)}"})
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            status, data = 206, data[begin:]
        return self.send_bytes(status, data, headers)

    def send_bytes(self, status, data, headers):
        self.send_response(status)
        if self.server.length or "/api/" in self.path:
            self.send_header("Content-Length", str(len(data)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        server = self.server
        cut = server.cuts.pop(0) if server.cuts and "/api/" not in self.path else None
        try:
            if cut is not None:
                self.wfile.write(data[:cut])
                self.close_connection = True
            elif server.gate and not server.gate.is_set():
                self.wfile.write(data[:server.gate_at])
                server.reached_gate.set()
                server.gate.wait(60)
                self.wfile.write(data[server.gate_at:])
            else:
                self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
