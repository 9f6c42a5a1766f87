"""Starting, weighing and ending the servers that are measured."""

import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

START_LIMIT_S = 180
STAND_IN = {"TTFT": "0.15", "TPS": "300"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**variables):
    """Without settings of the caller's own that would change what is measured."""
    ours = {name: value for name, value in os.environ.items()
            if not name.startswith(("HOTPIN_", "GROQ_", "SERVER_", "VOSK_"))}
    return {**ours, **variables}


class Server:
    """A process group, ready when `url` answers and `mark` stands in its log."""

    def __init__(self, command, url, log, folder=None, mark=b"", **variables):
        self.name = pathlib.Path(str(command[0])).name
        self.path = log
        self.log = open(log, "wb")
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, env=clean_environment(**variables),
            stdout=self.log, stderr=self.log, start_new_session=True)
        self.pid = self.process.pid
        limit = time.monotonic() + START_LIMIT_S
        while not (self.answers(url) and mark in pathlib.Path(log).read_bytes()):
            if self.process.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise SystemExit(f"{self.name} did not start:\n{pathlib.Path(log).read_text()[-2000:]}")
            time.sleep(0.2)

    @staticmethod
    def answers(url):
        try:
            urllib.request.urlopen(url, timeout=1)
        except urllib.error.HTTPError:
            return True  # it is there, though it knows no such page
        except OSError:
            return False
        return True

    def memory_mib(self):
        """Of the group: resident, and with what is shared counted once."""
        resident = shared_once = 0
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(path.name)) != self.pid:
                    continue
                for line in (path / "smaps_rollup").read_text().splitlines():
                    resident += int(line.split()[1]) if line.startswith("Rss:") else 0
                    shared_once += int(line.split()[1]) if line.startswith("Pss:") else 0
            except OSError:
                continue
        return resident / 1024, shared_once / 1024

    def stop(self):
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, how)
            except ProcessLookupError:
                break
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def hotpin(program, folder, before=(), port=None, **settings):
    """`before` stands in front of the command, e.g. taskset. With the small language model unless
    another is named: what is measured is the server, or the voice, or the recogniser."""
    port = port or free_port()
    usual = {"HOTPIN_LLM": "small", "HOTPIN_STATE_DIR": str(folder),
             "HOTPIN_MAX_SESSIONS": "4096",
             "HOTPIN_MAX_SESSIONS_PER_ADDRESS": "4096", "HOTPIN_LOG_LEVEL": "warn"}
    server = Server(
        [*before, program, "serve", "--port", port], f"http://127.0.0.1:{port}/healthz",
        folder / "hotpin.log", folder=folder, mark=b"is ready on", **{**usual, **settings})
    server.url = f"ws://127.0.0.1:{port}/ws"
    return server


def stand_in_model(python, peers, folder, **variables):
    port = free_port()
    server = Server(
        [python, "-m", "uvicorn", "mock_llm:app", "--port", port, "--log-level", "error"],
        f"http://127.0.0.1:{port}/", folder / "model.log", folder=peers,
        PYTHONDONTWRITEBYTECODE="1", **{**STAND_IN, **variables})
    server.port = port
    return server


def pipecat(python, peers, folder, model_port, **settings):
    port = free_port()
    server = Server(
        [python, "bot.py"], f"http://127.0.0.1:{port}/", folder / "pipecat.log",
        folder=peers / "pipecat_bot", PORT=str(port), PYTHONDONTWRITEBYTECODE="1",
        LLM_BASE_URL=f"http://127.0.0.1:{model_port}/v1", **settings)
    server.url = f"ws://127.0.0.1:{port}/ws"
    return server
