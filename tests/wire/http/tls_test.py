"""tls_test.py HOTPIN: https and wss, with a certificate of the server's own and with a given one."""

import asyncio
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import wave

import websockets

FAKES = {f"HOTPIN_{what}": "fake" for what in ("STT", "LLM", "TTS", "VAD")}


class Server:
    def __init__(self, program, folder, *options, wants=r"also on https://127\.0\.0\.1:(\d+)",
                 environment=()):
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--state-dir", folder, *options],
            stdout=subprocess.PIPE, text=True, env={**os.environ, **FAKES, **dict(environment)})
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if "stop it" in line:
                break
        said = "".join(self.said)
        self.http = int(re.search(r"ready on http://127\.0\.0\.1:(\d+)", said).group(1))
        self.https = int(re.search(wants, said).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(20) == 0


def trusting(certificate):
    return ssl.create_default_context(cafile=str(certificate))


def get(url, context=None, headers=()):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(urllib.request.Request(url, headers=dict(headers)), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get("Location", "")


async def turn(url, context):
    async with websockets.connect(url, ssl=context) as socket:
        await socket.send(json.dumps({"session_id": "tls", "events": True}))
        for _ in range(40):
            await socket.send(b"\x00\x30" * 320)
        await socket.send('{"signal":"EOS"}')
        audio = 0
        async for message in socket:
            if isinstance(message, bytes):
                audio += len(message)
            elif json.loads(message).get("status") == "complete":
                return json.loads(message)["how"], audio


def presented(port):
    return ssl.get_server_certificate(("127.0.0.1", port))


def make_certificate(folder, name):
    paths = folder / f"{name}.pem", folder / f"{name}-key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", paths[1], "-out",
                    paths[0]], check=True, capture_output=True)
    return paths


def talk(program, url, certificate, folder):
    question = folder / "question.wav"
    with wave.open(str(question), "wb") as wav:
        wav.setparams((1, 2, 16000, 0, "NONE", ""))
        wav.writeframes(b"\x00\x30" * 8000)
    return subprocess.run([program, "talk", question, "--fast", "--url", url, "--ca-file",
                           certificate], capture_output=True, text=True, timeout=60)


def own_certificate_on_one_port(program, folder):
    with Server(program, folder, "--tls") as server:
        assert server.http == server.https
        certificate = folder / "tls-certificate.pem"
        context = trusting(certificate)
        at = f"127.0.0.1:{server.https}"
        assert get(f"https://{at}/healthz", context) == (200, "alive\n")
        assert get(f"http://{at}/healthz") == (200, "alive\n"), "http on the same port"
        how, audio = asyncio.run(turn(f"wss://{at}/ws", context))
        assert how == "spoken" and audio > 1000, (how, audio)
        done = talk(program, f"wss://{at}/ws", certificate, folder)
        assert done.returncode == 0 and "You said" in done.stdout, done
        refused = talk(program, f"wss://{at}/ws", "/etc/ssl/certs/ca-certificates.crt", folder)
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1, refused
        # A page from another machine could not open the microphone: it is sent to https.
        browser = {"Accept": "text/html", "Host": f"192.168.7.7:{server.http}"}
        assert get(f"http://{at}/", headers=browser) == (
            307, f"https://192.168.7.7:{server.https}/")
        assert get(f"http://{at}/", headers={"Accept": "text/html"})[0] == 200, "localhost may stay"
        try:
            get(f"https://{at}/healthz", ssl.create_default_context())
            raise AssertionError("nobody has signed it")
        except urllib.error.URLError:
            pass
        first = certificate.read_bytes()
        assert (folder / "tls-key.pem").stat().st_mode & 0o077 == 0, "the key is nobody else's"
    with Server(program, folder, "--tls"):
        assert certificate.read_bytes() == first, "it is kept"


def given_certificate_on_its_own_port(program, folder):
    old, key = make_certificate(folder, "old")
    options = ["--tls-certificate", old, "--tls-key", key, "--tls-port"]
    port = free_port()
    with Server(program, folder, *options, str(port)) as server:
        assert server.https == port != server.http
        context = trusting(old)
        assert get(f"https://127.0.0.1:{port}/healthz", context)[0] == 200
        try:
            get(f"https://127.0.0.1:{server.http}/healthz", context)
            raise AssertionError("this port speaks http alone")
        except (urllib.error.URLError, ConnectionError):
            pass
        before = presented(port)
        new, new_key = make_certificate(folder, "new")
        new.rename(old)
        new_key.rename(key)
        server.process.send_signal(signal.SIGHUP)
        wait_for_another(port, before, "SIGHUP takes the new certificate")
        old.write_text("no certificate")
        renewed = presented(port)
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert presented(port) == renewed, "what is no certificate is not taken"
        for path, made in zip((old, key), make_certificate(folder, "third")):
            made.rename(path)
        wait_for_another(port, renewed, "replaced files are noticed without a signal")


def own_certificate_when_the_clock_is_set(program, folder):
    """A board without a battery: its clock begins in 1970, and is set while the server runs."""
    library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        print("skipped: faketime is not installed")
        return
    clock = folder / "clock"
    clock.write_text("1970-03-01 00:00:00")
    fake = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1",
            # A build with AddressSanitizer would refuse to stand behind another library.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    with Server(program, folder, "--tls", environment=fake) as server:
        before = presented(server.https)
        clock.write_text("+0")
        wait_for_another(server.https, before, "one that is over is made anew")
        assert get(f"https://127.0.0.1:{server.https}/healthz",
                   trusting(folder / "tls-certificate.pem"))[0] == 200, "and is in its time"


def wait_for_another(port, certificate, why):
    until = time.monotonic() + 120
    while presented(port) == certificate and time.monotonic() < until:
        time.sleep(0.2)
    assert presented(port) != certificate, why


def free_port():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def faults_are_one_line(program, folder):
    for options, wanted in (
            (["--tls-certificate", "/nothing.pem"], "HOTPIN_TLS_KEY is not set"),
            (["--tls-certificate", "/nothing.pem", "--tls-key", "/none.pem"], "/nothing.pem")):
        ended = subprocess.run([program, "serve", "--port", "0", *options], text=True,
                               capture_output=True, timeout=60, env={**os.environ, **FAKES})
        assert ended.returncode == 2, ended
        assert wanted in ended.stderr and ended.stderr.count("\n") == 1, ended.stderr


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        for check in (own_certificate_on_one_port, given_certificate_on_its_own_port,
                      own_certificate_when_the_clock_is_set, faults_are_one_line):
            place = pathlib.Path(folder) / check.__name__
            place.mkdir()
            check(program, place)
            print(f"{check.__name__}: ok")


main()
