"""nginx, Caddy and HAProxy as deploy/ sets them up: ports and certificates alone are others."""

import os
import pathlib
import shutil
import socket
import subprocess
import time

NAME = "voice.example.org"  # in all of the files


def find(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop(process):
    process.terminate()
    process.wait(20)


class Proxy:
    """One proxy on a free `port` before the server on `server_port`; its files are in `folder`. Each
    of `changes` is a text of the documented file and what stands in its place."""

    def __init__(self, folder, deploy, server_port):
        self.folder, self.deploy = pathlib.Path(folder), pathlib.Path(deploy)
        self.server_port, self.port = server_port, free_port()
        self.process = None
        self._make_certificate()

    def _make_certificate(self):
        self.certificate, self.key = self.folder / "certificate.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
                        "-keyout", self.key, "-out", self.certificate], check=True, capture_output=True)

    def _configuration(self, name, *changes):
        text = (self.deploy / name).read_text()
        for documented, here in (("127.0.0.1:8000", f"127.0.0.1:{self.server_port}"), *changes):
            assert documented in text, documented
            text = text.replace(documented, here)
        (self.folder / name).write_text(text)
        return self.folder / name

    def start(self, *command):
        self.process = subprocess.Popen([str(word) for word in command], cwd=self.folder, stdin=subprocess.DEVNULL,
                                        env={**os.environ, "HOME": str(self.folder)})
        until = time.monotonic() + 30
        while time.monotonic() < until:
            assert self.process.poll() is None, "the proxy ended"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError("the proxy does not listen")

    def stop(self):
        if self.process:
            stop(self.process)

    def nginx(self, *changes):
        included = self._configuration(
            "nginx.conf", ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            (f"/etc/ssl/{NAME}.pem", str(self.certificate)), (f"/etc/ssl/{NAME}.key", str(self.key)), *changes)
        temporary = "".join(f"{what}_temp_path {self.folder}/{what};" for what in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "main.conf").write_text(
            f"{user} daemon off; pid {self.folder}/pid; error_log stderr error; events {{}}\n"
            f"http {{ access_log off; {temporary} include {included}; }}\n")
        return self.start(find("nginx"), "-p", self.folder, "-e", "stderr", "-c", self.folder / "main.conf")

    def caddy(self, *changes):
        configuration = self._configuration(
            "Caddyfile", (f"\n{NAME} {{", "\n{\n\tadmin off\n\tauto_https off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n"
                          f"https://{NAME}:{self.port} {{\n\tbind 127.0.0.1\n\ttls {self.certificate} {self.key}"),
            *changes)
        return self.start(find("caddy"), "run", "--adapter", "caddyfile", "--config", configuration)

    def haproxy(self, *changes):
        both = self.folder / "both.pem"
        both.write_text(self.certificate.read_text() + self.key.read_text())
        configuration = self._configuration("haproxy-tls.cfg", ("bind :443", f"bind 127.0.0.1:{self.port}"),
                                            (f"/etc/ssl/{NAME}.pem", str(both)), *changes)
        return self.start(find("haproxy"), "-db", "-q", "-f", configuration)
