"""What two servers share: a database of its own on a free port, or the file of one machine. It is there
inside `with`; `settings` are a server's."""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from servers import free_port

START_LIMIT_S = 60
POSTGRES_USER = "postgres"  # it refuses to run as root


def find(program):
    folders = [os.environ.get("PATH", ""), *glob.glob("/usr/lib/postgresql/*/bin")]
    return shutil.which(program, path=":".join(folders))


class Store:
    missing = ""  # why it cannot be tried here; empty when it can

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()


class Sqlite(Store):
    @property
    def settings(self):
        return {"HOTPIN_STORE": "sqlite", "HOTPIN_STATE_DIR": str(self.folder)}


class Database(Store):
    def __enter__(self):
        super().__enter__()
        self.port = free_port()
        self.process = self.launch()
        until = time.monotonic() + START_LIMIT_S
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise SystemExit(f"{type(self).__name__} did not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)  # which waits for nobody
        self.process.wait(START_LIMIT_S)
        super().__exit__()


def start(*command, **options):
    return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                            **options)


class Redis(Database):
    missing = "" if find("redis-server") else "redis-server is not installed"

    @property
    def settings(self):
        return {"HOTPIN_STORE_URL": f"redis://127.0.0.1:{self.port}"}

    def launch(self):
        return start(find("redis-server"), "--bind", "127.0.0.1", "--port", self.port, "--dir", self.folder,
                     "--save", "", "--appendonly", "yes", "--appendfsync", "always")

    def is_ready(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def why_no_postgres():
    if not find("initdb"):
        return "postgresql is not installed"
    is_there = POSTGRES_USER in (user.pw_name for user in pwd.getpwall())
    return "" if is_there or os.geteuid() != 0 else f"there is no user {POSTGRES_USER} to run it as"


class Postgres(Database):
    missing = why_no_postgres()

    @property
    def settings(self):
        return {"HOTPIN_STORE_URL": f"postgres://hotpin:sesame@127.0.0.1:{self.port}/postgres"}

    def launch(self):
        password, data, as_user = self.folder / "password", self.folder / "data", {"cwd": "/"}
        password.write_text("sesame\n")
        if os.geteuid() == 0:
            as_user |= {"user": POSTGRES_USER, "group": POSTGRES_USER, "extra_groups": []}
            for path in (self.folder, password):
                shutil.chown(path, POSTGRES_USER, POSTGRES_USER)
        subprocess.run([find("initdb"), "-D", data, "-U", "hotpin", "--auth=scram-sha-256", "--pwfile", password,
                        "--no-sync", "--no-instructions", "--locale=C", "-E", "UTF8"],
                       check=True, capture_output=True, **as_user)
        # Without fsync: the machine goes on.
        return start(find("postgres"), "-D", data, "-p", self.port, "-h", "127.0.0.1", "-k", "", "-F", **as_user)

    def is_ready(self):
        return subprocess.run([find("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0


STORES = {"redis": Redis, "postgres": Postgres, "sqlite": Sqlite}
