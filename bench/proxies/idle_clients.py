"""idle_clients.py HOTPIN DEPLOY [--minutes N]: behind nginx, HAProxy and Caddy as DEPLOY sets them up, the page
talks in Chromium, and then the page, a device that answers pings and one that answers none say nothing for
N minutes (15) and are answered afterwards. HOTPIN_IDLE_S is 1200."""

import argparse
import asyncio
import base64
import contextlib
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import websockets

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TREE / "tests/support"), str(TREE / "tests/e2e/page")]
import chromium
from proxies import NAME, Proxy, find

FAKES = {f"HOTPIN_{what}": "fake" for what in ("STT", "LLM", "TTS", "VAD")}
TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE
KINDS = ("nginx", "haproxy", "caddy")


def start_server(program, folder):
    process = subprocess.Popen(
        [program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=folder,
        env={**os.environ, **FAKES, "HOTPIN_STATE_DIR": folder, "HOTPIN_IDLE_S": "1200",
             "HOTPIN_ALLOWED_HOSTS": NAME, "HOTPIN_TRUSTED_PROXIES": "loopback", "HOTPIN_LOG_LEVEL": "warn"})
    for line in process.stdout:
        if "is ready on" in line:
            return process, int(line.rsplit(":", 1)[1])
    raise RuntimeError("the server did not start")


class Device:
    """Answers every ping, as the library does."""

    async def open(self, port):
        self.socket = await websockets.connect(
            f"wss://{NAME}:{port}/ws", host="127.0.0.1", port=port, ssl=TLS, server_hostname=NAME,
            ping_interval=None, proxy=None)
        await self.socket.send(json.dumps({"session_id": "device", "events": True}))
        await self.socket.recv()

    async def is_answered(self):
        await self.socket.send('{"text":"Are you there?"}')
        async for message in self.socket:
            if isinstance(message, str) and json.loads(message)["status"] == "complete":
                return json.loads(message)["how"] == "spoken"
        return False


class MuteDevice:
    """Answers no ping, as some firmware does: it only reads and writes."""

    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, ssl=TLS, server_hostname=NAME)
        key = base64.b64encode(os.urandom(16)).decode()
        self.writer.write((f"GET /ws HTTP/1.1\r\nHost: {NAME}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in head, head
        self.send('{"session_id":"mute","events":true}')

    def send(self, text):
        payload, mask = text.encode(), os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.writer.write(bytes([0x81, 0x80 | len(payload)]) + mask + masked)

    async def is_answered(self):
        self.send('{"text":"Are you there?"}')
        heard = b""
        while piece := await self.reader.read(65536):
            heard += piece
            if b'"complete"' in heard and b'"spoken"' in heard:
                return True
        return False


async def answered(client):
    try:
        return await asyncio.wait_for(client.is_answered(), 30)
    except (asyncio.TimeoutError, OSError, websockets.ConnectionClosed):
        return False


def ask_on_page(page, count):
    chromium.hold(page, 600)
    chromium.turn_ended(page, count)
    return chromium.turns(page)[-1]["how"] == "spoken"


async def idle(ports, minutes):
    clients = {(kind, make.__name__): make() for kind in ports for make in (Device, MuteDevice)}
    for (kind, _), client in clients.items():
        await client.open(ports[kind])
    await asyncio.sleep(60 * minutes)
    return {name: await answered(client) for name, client in clients.items()}


def watch(ports, minutes):
    """What became of each, by proxy and client."""
    flags = [f"--host-resolver-rules=MAP {NAME} 127.0.0.1", "--ignore-certificate-errors",
             "--no-proxy-server"]
    with (chromium.browser(flags=flags) as browser, ThreadPoolExecutor(1) as thread,
          contextlib.ExitStack() as stack):
        pages, results = {}, {}
        for kind, port in ports.items():
            pages[kind] = stack.enter_context(
                chromium.opened(browser, f"https://{NAME}:{port}/", ignore_https_errors=True))
            results[kind, "page talks"] = ask_on_page(pages[kind], 1)
        devices = thread.submit(asyncio.run, idle(ports, minutes))
        time.sleep(60 * minutes)
        for kind, page in pages.items():
            stayed = page.evaluate("document.body.dataset.link") == "open"
            results[kind, "page after it"] = stayed and ask_on_page(page, 2)
        return results | devices.result()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("hotpin", type=lambda path: pathlib.Path(path).resolve())
    arguments.add_argument("deploy", type=pathlib.Path)
    arguments.add_argument("--minutes", type=float, default=15)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, port = start_server(given.hotpin, folder)
        proxies = {}
        try:
            for kind in filter(find, KINDS):
                place = pathlib.Path(folder) / kind
                place.mkdir()
                proxies[kind] = Proxy(place, given.deploy, port)
                getattr(proxies[kind], kind)()
            results = watch({kind: proxy.port for kind, proxy in proxies.items()}, given.minutes)
        finally:
            for proxy in proxies.values():
                proxy.stop()
            server.terminate()
            server.wait(20)
    for (kind, what), is_good in sorted(results.items()):
        print(f"{kind:8} {what:14} {'answered' if is_good else 'LOST'}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
