"""What may be asked of a hub, and what it says to that."""

import fcntl
import json
import os
import pathlib
import subprocess

from hub_case import FAKE, HubCase, Finished, MODELS, PROGRAM, TOKEN, real_model, sum_of
from split_gguf import split
from stand_in import COMMIT


class FromTheHub(HubCase):
    def test_a_chat_model_is_brought_checked_and_taken(self):
        data = real_model()
        self.hub.repos["o/r"]["m-Q4_K_M.gguf"] = data
        run = self.add("hf:o/r:q4_k_m")
        self.assertEqual(run.code, 0, run.said)
        self.assertIn("from its next start on", run.out)
        self.assertRegex(run.out, r"91/91 MB|\d+/91 MB")
        self.assertNotIn("no sum", run.said)
        registered = (self.place / "state/models.env").read_text()
        self.assertIn(f'HOTPIN_LLM_MODEL_PATH="{self.cached()}"', registered)
        # As huggingface_hub lays it out.
        self.assertEqual(os.readlink(self.cached()), f"../../blobs/{sum_of(data)}")
        self.assertEqual((self.repo / "blobs" / sum_of(data)).read_bytes(), data)
        self.assertEqual((self.repo / "refs/main").read_text(), COMMIT)
        self.assertEqual(self.left(), [])
        # A second time nothing comes, and without the hub neither.
        run = self.add("hf:o/r", "--json")
        self.assertEqual(run.code, 0, run.said)
        self.assertEqual(json.loads(run.out)["added"], str(self.cached()))
        self.assertEqual(len(self.hub.bodies(".gguf")), 1)
        run = self.add("hf:o/r", HF_ENDPOINT="http://127.0.0.1:9")
        self.assertEqual(run.code, 0, run.said)
        self.assertIn("taken from the cache", run.out)
        self.assertEqual(self.add("hf:o/r", HF_HUB_OFFLINE="1").code, 0)
        # The link in the cache is a path like another, by which it is also removed.
        self.assertEqual(self.add(str(self.cached())).code, 0)
        self.assertEqual(Finished(self.start("remove", str(self.cached()))).code, 0)

    def test_a_split_model_is_brought_whole(self):
        first, second = split(real_model())
        self.hub.repos["o/r"] = {"Q4_0/m-Q4_0-00001-of-00002.gguf": first,
                                 "Q4_0/m-Q4_0-00002-of-00002.gguf": second}
        run = self.add("hf:o/r:Q4_0")
        self.assertEqual(run.code, 0, run.said)
        self.assertTrue(self.cached("Q4_0/m-Q4_0-00002-of-00002.gguf").is_file())
        self.assertIn("m-Q4_0-00001-of-00002.gguf", (self.place / "state/models.env").read_text())
        run = self.add("hf:o/r/Q4_0/m-Q4_0-00002-of-00002.gguf")  # by another part
        self.assertEqual(run.code, 0, run.said)
        self.assertEqual(len(self.hub.bodies(".gguf")), 2)
        # By a path: the first part stands for all.
        self.assertEqual(self.add(str(self.cached("Q4_0/m-Q4_0-00001-of-00002.gguf"))).code, 0)
        os.remove(self.place / "state/models.env")
        run = self.add(str(self.cached("Q4_0/m-Q4_0-00002-of-00002.gguf")))
        self.refused(run, "is part 2 of 2.*00001-of-00002", code=2)
        os.remove(self.cached("Q4_0/m-Q4_0-00002-of-00002.gguf"))
        run = self.add(str(self.cached("Q4_0/m-Q4_0-00001-of-00002.gguf")))
        self.refused(run, "is not whole: .*00002-of-00002.gguf is missing", code=2)

    def test_a_part_that_the_hub_has_not_is_one_line(self):
        self.hub.repos["o/r"] = {"m-Q4_0-00001-of-00003.gguf": FAKE, "m-Q4_0-00003-of-00003.gguf": FAKE}
        for name in ("hf:o/r:Q4_0", "hf:o/r/m-Q4_0-00001-of-00003.gguf",
                     "hf:o/r/m-Q4_0-00003-of-00003.gguf"):
            self.refused(self.add(name), "is not whole: m-Q4_0-00002-of-00003.gguf is missing", code=2)
        self.assertEqual(self.hub.bodies(), [], "nothing is fetched of what cannot become whole")

    def test_names_that_are_not_there(self):
        self.refused(self.add("hf:o/r:Q5_K_M"), "o/r has no Q5_K_M; it has Q4_K_M, Q8_0", code=2)
        self.refused(self.add("hf:o/r/no.gguf"), "127.0.0.1 has no o/r/no.gguf")
        self.refused(self.add("hf:o/other:Q4_K_M"), "127.0.0.1 has no o/other")
        del self.hub.repos["o/r"]["m-Q4_K_M.gguf"]
        self.refused(self.add("hf:o/r"), "o/r has no Q4_K_M; it has Q8_0", code=2)
        self.hub.repos["o/r"] = {"model.safetensors": b"x"}
        self.refused(self.add("hf:o/r"), "o/r has no .gguf chat model", code=2)
        for name in ("hf:o", "hf:../r:Q4_0", "hf:o/r/../x.gguf", "hf:o/r/README.md", "hf:"):
            self.refused(self.add(name), "hf:OWNER/REPO", code=2)
        self.refused(self.add("nonsense"), "hf:OWNER/REPO:QUANT", code=2)
        self.refused(self.add("hf:o/r", HF_ENDPOINT="ftp://hub"), "HF_ENDPOINT", code=2)
        self.refused(self.add("hf:o/r", HF_TOKEN="a b"), "HF_TOKEN", code=2)

    def test_what_the_hub_refuses_is_one_line_each(self):
        for status, words in ((401, "set HF_TOKEN"), (403, "set HF_TOKEN"), (404, "has no o/r"),
                              (410, "has no o/r"), (418, "answered 418"), (429, "too many requests"),
                              (451, "answered 451"), (500, r"failed \(500\)"), (503, "try again later")):
            self.hub.status = {".gguf": status}
            self.refused(self.add("hf:o/r/m-Q4_K_M.gguf"), words)
            self.hub.status = {"/tree/main": status}
            self.refused(self.add("hf:o/r"), words)
        self.hub.status = {".gguf": 401}
        self.refused(self.add("hf:o/r", HF_TOKEN=TOKEN), "does not accept the token")
        self.hub.status = {".gguf": 403}
        self.refused(self.add("hf:o/r", HF_TOKEN=TOKEN), "accept its terms")
        self.assertFalse(self.cached().exists())

    def test_what_is_refused_at_the_body_leaves_nothing(self):
        self.hub.head = False  # so that the body is the first to be refused
        for status in (401, 403, 404):
            self.hub.status = {".gguf": status}
            self.refused(self.add("hf:o/r"), "127.0.0.1")
        self.assertEqual(self.left(), [])

    def test_lists_that_are_none(self):
        for body in (b"<html>hello</html>", b"{}", b'{"error":"x"}', b"", b"[" * 100000):
            self.hub.files["/api/models/o/r/tree/main"] = body
            self.refused(self.add("hf:o/r"), "list of files cannot be read")
        self.hub.files["/api/models/o/r/tree/main"] = b"[" + b" " * 9_000_000 + b"]"
        self.refused(self.add("hf:o/r"), "told too much")
        evil = [{"type": "file", "path": path} for path in ("../m-Q4_K_M.gguf", "/m-Q4_K_M.gguf",
                                                            "a/../../m-Q4_K_M.gguf", "a\\m-Q4_K_M.gguf")]
        self.hub.files["/api/models/o/r/tree/main"] = json.dumps(evil).encode()
        self.refused(self.add("hf:o/r"), "has no .gguf chat model", code=2)

    def test_a_list_of_many_pages(self):
        self.hub.repos["o/r"] = {f"m-q{i}.gguf": FAKE for i in range(10, 30)} | {"m-Q4_K_M.gguf": FAKE}
        self.hub.page = 3
        self.no_chat_model(self.add("hf:o/r"))
        self.hub.page = 1  # more of them than are read: it ends
        self.hub.repos["o/r"] = {f"m-q{i}.gguf": FAKE for i in range(10, 60)}
        self.refused(self.add("hf:o/r"), "o/r has no Q4_K_M", code=2)

    def test_no_chat_model_is_one_line(self):
        run = self.add("hf:o/r")
        self.no_chat_model(run)
        self.assertIn("checking that it is a GGUF chat model", run.errors)

    def test_the_usual_cache_is_used(self):
        cases = [({"HF_HUB_CACHE": str(self.place / "a")}, "a"),
                 ({"HF_HUB_CACHE": "", "HUGGINGFACE_HUB_CACHE": str(self.place / "b")}, "b"),
                 ({"HF_HUB_CACHE": "", "HF_HOME": str(self.place / "c")}, "c/hub"),
                 ({"HF_HUB_CACHE": "", "HF_HOME": "", "XDG_CACHE_HOME": str(self.place / "d")},
                  "d/huggingface/hub"),
                 ({"HF_HUB_CACHE": "", "HF_HOME": "", "XDG_CACHE_HOME": "", "HOME": str(self.place / "e")},
                  "e/.cache/huggingface/hub"),
                 ({"HF_HUB_CACHE": "~/f", "HOME": str(self.place)}, "f")]
        for variables, where in cases:
            self.no_chat_model(self.add("hf:o/r", **variables))
            self.assertEqual((self.place / where / "models--o--r/blobs" / sum_of(FAKE)).read_bytes(), FAKE)

    def test_no_network_is_one_line(self):
        for endpoint, words in (("http://127.0.0.1:9", "cannot be reached; is there a network"),
                                ("http://hub.invalid", "cannot be found; is there a network"),
                                ("https://127.0.0.1:%d" % self.hub.server_port, "no safe connection")):
            for name in ("hf:o/r", "hf:o/r/m-Q4_K_M.gguf"):
                self.refused(self.add(name, HF_ENDPOINT=endpoint), words)
        self.refused(self.add("hf:o/r", HF_HUB_OFFLINE="1"), "HF_HUB_OFFLINE is set")

    def test_a_piper_voice(self):
        voice = MODELS / "piper-en_US-joe-medium/voice.onnx"
        self.hub.repos["o/r"] = {"en/joe.onnx": voice.read_bytes()}
        self.refused(self.add("hf:o/r/en/joe.onnx"), "is not whole: en/joe.onnx.json is missing", code=2)
        self.hub.repos["o/r"]["en/joe.onnx.json"] = pathlib.Path(f"{voice}.json").read_bytes()
        run = self.add("hf:o/r/en/joe.onnx")
        self.assertEqual(run.code, 0, run.said)
        self.assertIn("Added as voice", run.out)

    def test_pages_of_the_hub_and_revisions(self):
        for name in (f"{self.hub.url}/o/r/blob/main/m-Q4_K_M.gguf",
                     f"{self.hub.url}/o/r/resolve/main/m-Q4_K_M.gguf?download=true", "hf.co/o/r:Q4_K_M",
                     "hf://o/r/m-Q4_K_M.gguf", "hf:o/r@main:Q4_K_M"):
            self.no_chat_model(self.add(name))
        self.assertEqual(len(self.hub.bodies(".gguf")), 1)
        self.hub.repos["o/r"]["LOUD.GGUF"] = FAKE
        self.no_chat_model(self.add("hf:o/r/LOUD.GGUF"))
        self.no_chat_model(self.add("hf:o/r@v2"))
        self.assertEqual((self.repo / "refs/v2").read_text(), COMMIT)

    def test_names_of_the_list_are_brought_from_the_hub(self):
        listed = json.loads(Finished(self.start("--json")).out)["available"]
        asked = [model["name"] for model in listed if model["name"].endswith((".gguf", ".onnx"))]
        self.assertGreater(len(asked), 6)
        for name in asked:
            self.hub.asked.clear()
            self.refused(self.add(name), "127.0.0.1 has no ")
            self.assertRegex(self.hub.asked[0][1], r"/(api/models|resolve)/")

    def test_what_another_run_registers_meanwhile_is_kept(self):
        state = self.place / "state"
        state.mkdir()
        with open(state / "models.lock", "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            process = self.start("add", str(MODELS / "smollm2-135m-instruct/q4_0.gguf"))
            opened = pathlib.Path(f"/proc/{process.pid}/fd")
            while str(state / "models.lock") not in {os.path.realpath(file) for file in opened.glob("*")}:
                self.assertIsNone(process.poll(), "it waits")
            (state / "models.env").write_text('HOTPIN_TTS_MODEL_PATH="/some/voice.onnx"\n')
        run = Finished(process)
        self.assertEqual(run.code, 0, run.said)
        registered = (state / "models.env").read_text()
        self.assertIn("HOTPIN_TTS_MODEL_PATH", registered)
        self.assertIn("HOTPIN_LLM_MODEL_PATH", registered)

    def test_the_help_tells_the_forms(self):
        said = self.add("--help").out
        for form in ("hf:OWNER/REPO:QUANT", "hf:OWNER/REPO ", "hf:OWNER/REPO/FILE", "https://HOST/PATH", "HF_TOKEN"):
            self.assertIn(form, said)


class Doctor(HubCase):
    FAKES = {f"HOTPIN_{what}": "fake" for what in ("STT", "LLM", "TTS", "VAD")}

    def told(self, **more):
        process = subprocess.Popen([PROGRAM, "doctor"], text=True, cwd=self.place / "here", stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment({**self.FAKES, **more}))
        run = Finished(process)
        self.assertEqual(run.code, 0, run.said)
        return run.out

    def test_what_runs_beside_it_is_told(self):
        self.hub.files["/api/version"] = b'{"version":"0.9.1"}'
        self.hub.files["/api/tags"] = b'{"models":[{"name":"llama3.2:3b"}]}'
        port = self.hub.server_port
        told = self.told(OLLAMA_HOST=f"127.0.0.1:{port}", LLAMA_ARG_PORT="9", no_proxy="", http_proxy="http://127.0.0.1:9")
        self.assertIn(f"Ollama 0.9.1 listens at http://127.0.0.1:{port}; to use it: "
                      f"HOTPIN_LLM_URL=http://127.0.0.1:{port}/v1 HOTPIN_LLM_MODEL=llama3.2:3b", told)
        self.hub.asked.clear()
        self.assertNotIn("service:", self.told(OLLAMA_HOST="ollama.invalid", LLAMA_ARG_PORT="9",
                                               http_proxy=self.hub.url, no_proxy=""))
        self.assertEqual(self.hub.asked, [], "another machine is not asked")
