"""Clients that cost a server more than they should: what strangers do to it. Each attack runs on a
thread of its own, against 127.0.0.1 alone, from an address that the honest client does not have, and
is bounded in rate and in sockets."""

import asyncio
import contextlib
import json
import os
import struct
import threading
import time

ADDRESS = "127.0.0.2"
QUESTION = "Tell me a long story about a ship."
REPLY_LIMIT_S = 10
MOST_SOCKETS = 250


class Attack:
    """Runs while it is entered. `count` is how often it struck."""

    def __init__(self, port, strike, every_s):
        self.port, self.strike, self.every_s = port, strike, every_s
        self.count = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    async def run(self):
        tasks = set()
        while not self.over.is_set():
            if len(tasks) < MOST_SOCKETS:
                task = asyncio.create_task(self.once())
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            due = time.monotonic() + self.every_s
            while not self.over.is_set() and (left := due - time.monotonic()) > 0:
                await asyncio.sleep(min(left, 0.2))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def once(self):
        self.count += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError,
                                 asyncio.TimeoutError, asyncio.LimitOverrunError):
            await self.strike(self.port)


def frame(kind, data, announced=None):
    """A client's frame, masked with zeros; `announced` is the length that its head tells."""
    length = len(data) if announced is None else announced
    size = bytes([0x80 | length]) if length < 126 else b"\xFF" + struct.pack(">Q", length)
    if 126 <= length < 65536:
        size = b"\xFE" + struct.pack(">H", length)
    return bytes([0x80 | kind]) + size + bytes(4) + data


def text(**fields):
    return frame(1, json.dumps(fields).encode())


async def upgraded(port):
    """A WebSocket without credentials; EOFError when it was refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(ADDRESS, 0))
    writer.write(b"GET /ws?events=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                 b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), REPLY_LIMIT_S)
    if b" 101 " not in head:
        writer.close()
        raise OSError("refused")
    return reader, writer


async def read_to_the_end(reader, limit_s):
    with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
        while await asyncio.wait_for(reader.read(65536), limit_s):
            pass


async def silent(port):
    """Upgrades, and says nothing until it is told to go."""
    reader, writer = await upgraded(port)
    await read_to_the_end(reader, 12)
    writer.close()


async def made_up_resume(port):
    """Joins with a token that never was, and stays for as long as it would be looked for."""
    reader, writer = await upgraded(port)
    resume = {"token": os.urandom(16).hex(), "turn": 1, "played_ms": 0}
    writer.write(text(session_id="stranger", events=True, resume=resume))
    await read_to_the_end(reader, 10)
    writer.close()


async def ask_and_leave(port):
    """Connects, asks, and leaves when the answer is being made."""
    reader, writer = await upgraded(port)
    writer.write(text(session_id="leaver", events=True) + text(text=QUESTION))
    with contextlib.suppress(asyncio.LimitOverrunError):
        await asyncio.wait_for(reader.readuntil(b'"stage":"llm"'), REPLY_LIMIT_S)
    writer.transport.abort()


async def crowd_that_leaves(port):
    """200 of them at once."""
    tasks = (ask_and_leave(port) for _ in range(200))
    await asyncio.gather(*tasks, return_exceptions=True)


async def huge_frame(port):
    """Announces 2^62 bytes."""
    reader, writer = await upgraded(port)
    writer.write(text(session_id="huge", events=True) + frame(2, bytes(4096), 2**62))
    await read_to_the_end(reader, 10)
    writer.close()


async def big_messages(port):
    """Sends an utterance of five minutes in one message, then says that it is over, then leaves."""
    reader, writer = await upgraded(port)
    writer.write(text(session_id="big", events=True) + frame(2, bytes(10_000_000)))
    await asyncio.wait_for(writer.drain(), REPLY_LIMIT_S)
    writer.write(text(signal="EOS"))
    await asyncio.sleep(1)
    writer.transport.abort()


async def half_open(port):
    """A head that never ends, a byte a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(ADDRESS, 0))
    writer.write(b"GET /ws HTTP/1.1\r\nX-Slow: ")
    for _ in range(12):
        writer.write(b"a")
        await asyncio.sleep(1)
    writer.close()
