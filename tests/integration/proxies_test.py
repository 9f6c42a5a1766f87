"""proxies_test.py HOTPIN DEPLOY: the page, a conversation and the limits behind nginx, Caddy and HAProxy
with the configurations of DEPLOY, in which ports and certificates alone are others."""

import asyncio
import json
import os
import pathlib
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from proxies import NAME, Proxy, find, stop

PROGRAM, DEPLOY = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
FAKES = {f"HOTPIN_{what}": "fake" for what in ("STT", "LLM", "TTS", "VAD")}
TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


class Server:
    """Started as the configurations ask for; https as well, so that a page is sent to it without reason
    where the proxy's word is not taken."""

    def __init__(self, folder, **settings):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=folder,
            env={**os.environ, **FAKES, "HOTPIN_STATE_DIR": folder, "HOTPIN_TLS": "1",
                 "HOTPIN_ALLOWED_HOSTS": NAME, "HOTPIN_TRUSTED_PROXIES": "127.0.0.1",
                 "HOTPIN_MAX_SESSIONS_PER_ADDRESS": "1", "HOTPIN_LOG_LEVEL": "error", **settings})
        for line in self.process.stdout:
            if found := re.search(r"ready on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found.group(1))
                return
        raise RuntimeError("the server did not start")

    def stop(self):
        stop(self.process)
        self.process.stdout.close()


class Proxies(unittest.TestCase):
    def setUp(self):
        self.begin()

    def begin(self, **settings):
        self.doCleanups()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, **settings)
        self.addCleanup(self.server.stop)
        self.proxy = Proxy(folder.name, DEPLOY, self.server.port)
        self.addCleanup(self.proxy.stop)
        self.port = self.proxy.port

    def exchange(self, request, client="127.0.0.2"):
        """Status and answer over TLS, from the address `client`."""
        with socket.create_connection(("127.0.0.1", self.port), 30, source_address=(client, 0)) as bare:
            with TLS.wrap_socket(bare, server_hostname=NAME) as connection:
                connection.sendall(request)
                answer = b""
                while piece := connection.recv(65536):
                    answer += piece
        return int(answer.split(b" ", 2)[1]), answer

    def head(self, line, *headers):
        lines = (f"{line} HTTP/1.1", f"Host: {NAME}:{self.port}", "Connection: close", *headers)
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def connect(self, client="127.0.0.2", **headers):
        return websockets.connect(
            f"wss://{NAME}:{self.port}/ws", host="127.0.0.1", port=self.port, ssl=TLS, server_hostname=NAME,
            local_addr=(client, 0), origin=f"https://{NAME}:{self.port}",
            proxy=None, additional_headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def status_of(self, *arguments, **headers):
        try:
            async with self.connect(*arguments, **headers):
                return 101
        except websockets.InvalidStatus as refused:
            return refused.response.status_code

    async def talk(self):
        async with self.connect() as page:
            await page.send(json.dumps({"session_id": "page", "events": True}))
            self.assertIn("connected", await page.recv())
            await page.send(json.dumps({"text": "Hello"}))
            heard = 0
            async for message in page:
                if isinstance(message, bytes):
                    heard += len(message)
                elif json.loads(message)["status"] == "complete":
                    break
            self.assertGreater(heard, 0)
            # The limit is of the client's own address, whatever it says of itself.
            self.assertEqual(await self.status_of(), 503)
            self.assertEqual(await self.status_of(X_Forwarded_For="203.0.113.9"), 503)
            self.assertEqual(await self.status_of(Forwarded="for=203.0.113.9"), 503)
            self.assertEqual(await self.status_of("127.0.0.3"), 101)

    def look_at_everything(self):
        status, page = self.exchange(self.head("GET /", "Accept: text/html"))
        self.assertEqual(status, 200, page)
        self.assertIn(b"<title>", page)
        asyncio.run(self.talk())
        picture = (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII5B", 13, b"IHDR", 8, 8, 8, 2, 0, 0, 0) +
                   bytes(4) + bytes(3 << 20))
        form = (b"--x\r\nContent-Disposition: form-data; name=session\r\n\r\nme\r\n--x\r\n"
                b"Content-Disposition: form-data; name=file; filename=a.png\r\n\r\n" + picture + b"\r\n--x--\r\n")
        status, answer = self.exchange(self.head(
            "POST /image", "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(form)}") + form)
        self.assertEqual(status, 200, answer)

    @unittest.skipUnless(find("nginx"), "there is no nginx")
    def test_nginx(self):
        self.proxy.nginx()
        self.look_at_everything()

    @unittest.skipUnless(find("nginx"), "there is no nginx")
    def test_nginx_as_others_set_it_up(self):
        """The name without its port, with nginx's own, and no name at all, as its manual shows it."""
        for line in ("proxy_set_header Host $host;", "proxy_set_header Host $host:$proxy_port;", ""):
            with self.subTest(line):
                self.begin()
                self.proxy.nginx(("proxy_set_header Host $http_host;", line))
                self.assertEqual(asyncio.run(self.status_of()), 101)

    @unittest.skipUnless(find("caddy"), "there is no caddy")
    def test_caddy(self):
        self.proxy.caddy()
        self.look_at_everything()

    @unittest.skipUnless(find("haproxy"), "there is no haproxy")
    def test_haproxy(self):
        self.proxy.haproxy()
        self.look_at_everything()

    @unittest.skipUnless(find("haproxy"), "there is no haproxy")
    def test_haproxy_by_the_proxy_protocol(self):
        for version in ("send-proxy", "send-proxy-v2", "send-proxy-v2-ssl"):
            with self.subTest(version):  # the last alone tells of the client's TLS
                self.begin(HOTPIN_TLS=str(int(version.endswith("ssl"))))
                server = f"server one 127.0.0.1:{self.server.port}"
                self.proxy.haproxy(("    option forwardfor\n", ""), (server, f"{server} {version}"))
                self.look_at_everything()

    @unittest.skipUnless(find("haproxy"), "there is no haproxy")
    def test_haproxy_as_a_tunnel(self):
        """It looks into nothing: TLS is the server's own, and the PROXY protocol comes before it."""
        configuration = self.proxy.folder / "tunnel.cfg"
        configuration.write_text(
            "defaults\n mode tcp\n timeout connect 5s\n timeout client 50s\n timeout server 50s\n"
            f"listen tunnel\n bind 127.0.0.1:{self.port}\n server one 127.0.0.1:{self.server.port} send-proxy-v2\n")
        self.proxy.start(find("haproxy"), "-db", "-q", "-f", configuration)
        self.look_at_everything()


if __name__ == "__main__":
    if not any(find(proxy) for proxy in ("nginx", "caddy", "haproxy")):
        sys.exit(77)
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
