"""Every way in which bringing a file goes wrong."""

import fcntl
import json
import os
import pty
import signal
import subprocess
import threading

from hub_case import FAKE, HubCase, Finished, PROGRAM, sum_of


class Transfer(HubCase):
    def test_a_wrong_sum_is_removed(self):
        self.hub.change = lambda data: data[:-1] + b"?"
        self.refused(self.add("hf:o/r"), "has not the sum")
        self.assertEqual(self.left(), [])
        self.assertFalse(self.cached().exists())
        self.hub.change = None
        self.no_chat_model(self.add("hf:o/r"))

    def test_a_hub_that_tells_no_sum(self):
        self.hub.sums = False
        run = self.add("hf:o/r")
        self.no_chat_model(run)
        self.assertRegex(run.out, "127.0.0.1 tells no sum of o/r/m-Q4_K_M.gguf: it was not checked")
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(len(self.hub.bodies(".gguf")), 1, "it has the length that was told")
        self.hub.etag = False
        self.no_chat_model(self.add("hf:o/r/m-Q4_K_M.gguf"))

    def test_what_may_be_cut_short_is_fetched_anew(self):
        self.hub.sums = self.hub.length = False
        self.hub.files["/api/models/o/r/tree/main"] = b'[{"type":"file","path":"m-Q4_K_M.gguf"}]'
        self.hub.cuts = [1_000_000]
        self.no_chat_model(self.add("hf:o/r"))
        self.assertFalse(self.cached().exists(), "nobody knows whether it is whole")
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(len(self.hub.bodies(".gguf")), 2)
        self.assertFalse(self.cached().exists())

    def test_a_hub_without_head_has_its_sum_from_the_list(self):
        self.hub.head = False
        run = self.add("hf:o/r/m-Q4_K_M.gguf")
        self.no_chat_model(run)
        self.assertNotIn("tells no sum", run.out)
        self.hub.change = lambda data: data[:-1] + b"?"
        self.hub.repos["o/r"]["m-Q4_K_M.gguf"] = FAKE + b"newer"
        self.refused(self.add("hf:o/r"), "has not the sum")

    def test_a_lost_connection_is_gone_on_with(self):
        self.hub.cuts = [1_000_000, 500_000, 0, 1]
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.hub.bodies(".gguf"),
                         [None, "bytes=1000000-", "bytes=1500000-", "bytes=1500000-", "bytes=1500001-"])
        self.assertEqual(self.cached().read_bytes(), FAKE)

    def test_a_connection_that_is_always_lost_ends(self):
        self.hub.cuts = [1000] + [0] * 50
        self.refused(self.add("hf:o/r"), "connection to 127.0.0.1 was lost")
        self.assertEqual(len(self.hub.bodies(".gguf")), 4)
        self.assertEqual([path.stat().st_size for path in self.left()], [1000])

    def test_a_server_that_cannot_go_on_begins_anew(self):
        self.hub.ranges = False
        self.hub.cuts = [1_000_000]
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.cached().read_bytes(), FAKE)

    def test_a_server_that_goes_on_elsewhere_begins_anew(self):
        for self.hub.shift in (-1, 1, 1000):
            self.hub.cuts = [1_000_000]
            self.no_chat_model(self.add("hf:o/r"))
            self.assertEqual(self.hub.bodies(".gguf")[-3:], [None, "bytes=1000000-", None])
            self.assertEqual(self.cached().read_bytes(), FAKE)
            self.cached().resolve().unlink()

    def kill_in_the_middle(self, number, what="hf:o/r"):
        self.hub.gate, self.hub.gate_at = threading.Event(), 1_500_000
        process = self.start("add", what)
        self.assertTrue(self.hub.reached_gate.wait(60))
        while not any(path.stat().st_size >= 1_000_000 for path in self.left()):
            self.assertIsNone(process.poll())
        process.send_signal(number)
        run = Finished(process)
        self.hub.gate.set()
        self.hub.gate = None
        self.hub.reached_gate.clear()
        return run

    def test_ctrl_c_stops_and_the_next_run_goes_on(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.refused(self.kill_in_the_middle(number), "stopped; the next run goes on", code=130)
        had = self.left()[0].stat().st_size
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.hub.bodies(".gguf")[-1], f"bytes={had}-")
        self.assertEqual(self.cached().read_bytes(), FAKE)
        self.assertEqual(self.left(), [])

    def test_killed_in_the_middle_it_is_mended(self):
        self.assertEqual(self.kill_in_the_middle(signal.SIGKILL).code, -signal.SIGKILL)
        part = self.left()[0]
        part.write_bytes(FAKE[:1_000_000])
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.hub.bodies(".gguf")[-1], "bytes=1000000-")
        self.assertEqual(self.cached().read_bytes(), FAKE)

    def test_what_a_run_before_left_damaged_is_fetched_anew(self):
        part = self.repo / "blobs" / (sum_of(FAKE) + ".incomplete")
        for damaged in (b"GGUF" + b"?" * 1000, FAKE + b"more", FAKE[:-1] + b"?", b"", FAKE):
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(damaged)
            self.no_chat_model(self.add("hf:o/r"))
            self.assertEqual(self.cached().read_bytes(), FAKE)
            self.cached().unlink()
            (self.repo / "blobs" / sum_of(FAKE)).unlink()

    def test_a_damaged_cache_is_mended(self):
        self.no_chat_model(self.add("hf:o/r"))
        (self.repo / "blobs" / sum_of(FAKE)).write_bytes(FAKE[:1000])  # cut short
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.cached().read_bytes(), FAKE)
        (self.repo / "blobs" / sum_of(FAKE)).unlink()  # a link that leads nowhere
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.cached().read_bytes(), FAKE)
        self.cached().unlink()  # the bytes are there
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(len(self.hub.bodies(".gguf")), 3)

    def test_what_is_to_be_written_is_no_link(self):
        outside = self.place / "outside"
        part = self.repo / "blobs" / (sum_of(FAKE) + ".incomplete")
        part.parent.mkdir(parents=True)
        part.symlink_to(outside)
        self.refused(self.add("hf:o/r"), "cannot be written")
        self.assertFalse(outside.exists())

    def test_more_than_was_told_is_not_taken(self):
        self.hub.change = lambda data: data + b"x" * 1_000_000
        self.refused(self.add("hf:o/r"), "is longer than its server told")
        self.assertEqual(self.left(), [])

    def test_what_does_not_begin_as_a_model_does_not_come_whole(self):
        self.hub.repos["o/r"]["m-Q4_K_M.gguf"] = b"<html>" + b" " * 50_000_000
        self.refused(self.add("hf:o/r"), "is no GGUF file", code=2)
        self.assertEqual(self.left(), [])

    def test_two_at_once_fetch_once(self):
        self.hub.gate, self.hub.gate_at = threading.Event(), 1_000_000
        first = self.start("add", "hf:o/r")
        self.assertTrue(self.hub.reached_gate.wait(60))
        second = self.start("add", "hf:o/r")
        self.assertIn("another run brings", second.stdout.readline())
        self.hub.gate.set()
        for process in (first, second):
            self.no_chat_model(Finished(process))
        self.assertEqual(len(self.hub.bodies(".gguf")), 1)

    def test_who_waits_may_be_stopped(self):
        lock = self.cache / ".locks/models--o--r" / (sum_of(FAKE) + ".lock")  # as huggingface_hub takes it
        lock.parent.mkdir(parents=True)
        with open(lock, "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            process = self.start("add", "hf:o/r")
            self.assertIn("another run brings", process.stdout.readline())
            process.send_signal(signal.SIGINT)
            self.refused(Finished(process), "stopped", code=130)

    def test_no_room_is_told_before_anything_comes(self):
        self.hub.files["/api/models/o/r/tree/main"] = json.dumps(
            [{"type": "file", "path": "m-Q4_K_M.gguf", "size": 10**16}]).encode()
        self.hub.sums = self.hub.head = False
        self.refused(self.add("hf:o/r"), r"GB free, and 10000000.0 GB are to come")
        self.assertEqual(self.hub.bodies(), [])

    def test_a_disk_that_fills_up_is_one_line(self):
        limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 1000; exec "$0" "$@"']
        self.refused(self.add("hf:o/r", before=limited), "cannot be written: File too large")
        self.assertEqual([path.stat().st_size for path in self.left()], [1_024_000])
        self.no_chat_model(self.add("hf:o/r"))
        self.assertEqual(self.hub.bodies(".gguf")[-1], "bytes=1024000-")

    def test_a_full_disk(self):
        room = self.place / "small"
        room.mkdir()
        mounted = ["unshare", "-rm", "bash", "-c",
                   f'mount -t tmpfs -o size=1m none "{room}" && exec "$0" "$@"']
        if subprocess.run([*mounted[:-1], f'mount -t tmpfs none "{room}"'], capture_output=True).returncode:
            self.skipTest("no name space for a disk of its own")
        self.refused(self.add("hf:o/r", before=mounted, HF_HUB_CACHE=str(room)), "has 1 MB free, and 2 MB")
        self.hub.sums = self.hub.head = False  # nobody tells how much it will be
        del self.hub.repos["o/r"]["m-Q8_0.gguf"]
        self.hub.files["/api/models/o/r/tree/main"] = b'[{"type":"file","path":"m-Q4_K_M.gguf"}]'
        self.refused(self.add("hf:o/r", before=mounted, HF_HUB_CACHE=str(room)), "No space left on device")

    def test_a_place_that_cannot_be_made(self):
        (self.place / "file").write_text("x")
        self.refused(self.add("hf:o/r", HF_HUB_CACHE=str(self.place / "file")), "cannot be made")

    def test_on_a_terminal_there_is_a_bar(self):
        own, other = pty.openpty()
        process = subprocess.Popen([PROGRAM, "models", "add", "hf:o/r"], stdout=other, stderr=subprocess.PIPE,
                                   env=self.environment({}), cwd=self.place / "here")
        process.wait(60)
        os.close(other)
        shown = os.read(own, 100_000).decode()
        os.close(own)
        process.stderr.close()
        self.assertRegex(shown, r"\r  o/r/m-Q4_K_M.gguf \[#* *\] [0-2.]+/2.0 MB")
        self.assertIn("o/r/m-Q4_K_M.gguf done", shown)

    def test_programs_get_one_object(self):
        run = self.add("hf:o/r", "--json")
        self.assertEqual(run.out, "")
        self.assertIn("2.0 MB", run.errors)
