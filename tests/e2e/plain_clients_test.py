"""plain_clients_test.py HOTPIN README SPEECH.WAV: plain mode, as old clients use it.

Runs the README's Python example as it stands there, and a client that reads exactly the byte count
of the WAV header, three turns in a row on one connection.
"""

import asyncio
import io
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import wave

import websockets

HEADER_BYTES = 44


def start_server(program):
    server = subprocess.Popen([program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"is ready on http://127\.0\.0\.1:(\d+)", line)
        if found:
            return server, int(found.group(1))
    raise SystemExit("the server did not start")


def readme_example(readme, port):
    code = re.search(r"```python\n(.*?)```", pathlib.Path(readme).read_text(), re.DOTALL).group(1)
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) == 10, f"the README promises ten lines, it has {len(lines)}"
    assert "127.0.0.1:8000" in code
    return code.replace("127.0.0.1:8000", f"127.0.0.1:{port}")


def as_question(source, target):
    """The example reads 16 kHz mono."""
    with wave.open(str(source)) as wav:
        rate, channels = wav.getframerate(), wav.getnchannels()
        samples = struct.unpack(f"<{wav.getnframes() * channels}h", wav.readframes(wav.getnframes()))
    mono = samples[::channels]
    step = rate / 16000
    picked = [mono[int(i * step)] for i in range(int(len(mono) / step))]
    with wave.open(str(target), "wb") as wav:
        wav.setparams((1, 2, 16000, 0, "NONE", ""))
        wav.writeframes(struct.pack(f"<{len(picked)}h", *picked))


def check_wav(data):
    with wave.open(io.BytesIO(data)) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16000, 1, 2)
        assert wav.getnframes() * 2 + HEADER_BYTES == len(data), "the header's size is not exact"
        assert wav.getnframes() > 4000, "hardly any audio"
        samples = struct.unpack(f"<{wav.getnframes()}h", wav.readframes(wav.getnframes()))
        assert max(map(abs, samples)) > 1000, "the answer is silent"


async def read_exactly(socket):
    data = b""
    while len(data) < HEADER_BYTES or len(data) < HEADER_BYTES + struct.unpack_from("<I", data, 40)[0]:
        message = await asyncio.wait_for(socket.recv(), 60)
        assert isinstance(message, bytes), f"text in plain mode: {message}"
        assert len(message) <= 4096
        data += message
    return data


async def three_turns(port, question):
    with wave.open(str(question)) as wav:
        pcm = wav.readframes(wav.getnframes())
    async with websockets.connect(f"ws://127.0.0.1:{port}/ws") as socket:
        await socket.send(json.dumps({"session_id": "exact"}))
        for _ in range(3):
            for at in range(0, len(pcm), 4096):
                await socket.send(pcm[at:at + 4096])
            await socket.send(json.dumps({"signal": "EOS"}))
            check_wav(await read_exactly(socket))


def main():
    program, readme, speech = sys.argv[1:4]
    server, port = start_server(program)
    try:
        with tempfile.TemporaryDirectory() as folder:
            question = pathlib.Path(folder) / "question.wav"
            as_question(speech, question)
            answer = pathlib.Path(folder) / "answer.wav"
            subprocess.run([sys.executable, "-c", readme_example(readme, port), question, answer],
                           check=True, timeout=300)
            check_wav(answer.read_bytes())
            asyncio.run(three_turns(port, question))
    finally:
        server.terminate()
        assert server.wait(20) == 0, "the server did not stop cleanly"


main()
