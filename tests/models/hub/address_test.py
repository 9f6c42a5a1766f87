"""Models from plain addresses: voices, archives."""

import io
import os
import pathlib
import stat
import warnings
import zipfile

from hub_case import FAKE, HubCase, MODELS, VOSK


class FromAnAddress(HubCase):
    def where(self):
        return self.place / "state/models"

    def zipped(self, entries, name="vosk-model-xx.zip"):
        """Serves an archive of (name, bytes) and gives its address."""
        packed = io.BytesIO()
        with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            warnings.simplefilter("ignore")  # of a name that comes twice
            for entry, data in entries:
                archive.writestr(entry, data)
        self.hub.files["/" + name] = packed.getvalue()
        return f"{self.hub.url}/{name}"

    def test_a_voice_with_its_json(self):
        voice = MODELS / "piper-en_US-joe-medium/voice.onnx"
        self.hub.files["/a/joe.onnx"] = voice.read_bytes()
        self.refused(self.add(self.hub.url + "/a/joe.onnx"), "127.0.0.1 has no joe.onnx.json")
        self.hub.files["/a/joe.onnx.json"] = pathlib.Path(f"{voice}.json").read_bytes()
        run = self.add(self.hub.url + "/a/joe.onnx?sig=secret")
        self.assertEqual(run.code, 0, run.said)
        self.assertIn("Added as voice", run.out)
        self.assertIn("tells no sum of joe.onnx", run.out)
        self.assertNotIn("secret", run.said)
        count = len(self.hub.bodies())
        self.assertEqual(self.add(self.hub.url + "/a/joe.onnx?sig=secret").code, 0)
        self.assertEqual(len(self.hub.bodies()), count, "it is there already")

    def test_a_vosk_model(self):
        if VOSK is None:
            self.skipTest("no Vosk model")
        entries = [(f"vosk-model-xx/{path.relative_to(VOSK)}", path.read_bytes())
                   for path in sorted(VOSK.rglob("*")) if path.is_file()]
        url = self.zipped(entries)
        self.hub.cuts = [10_000_000]
        run = self.add(url)
        self.assertEqual(run.code, 0, run.said)
        self.assertIn("Added as recogniser", run.out)
        self.assertEqual(self.hub.bodies(), [None, "bytes=10000000-"])
        self.assertEqual(list(self.where().rglob("*.zip")), [])
        self.assertEqual(self.add(url).code, 0)
        self.assertEqual(len(self.hub.bodies()), 2, "it is there already")

    def test_archives_that_unpack_elsewhere_are_refused(self):
        link = zipfile.ZipInfo("m/link")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        device = zipfile.ZipInfo("m/device")
        device.create_system, device.external_attr = 3, (stat.S_IFCHR | 0o666) << 16
        for entry, data, words in (("../x", b"x", "could lie anywhere"), ("m/../../x", b"x", "could lie anywhere"),
                                   ("/x", b"x", "could lie anywhere"), ("m\\..\\..\\x", b"x", "could lie anywhere"),
                                   ("..", b"x", "could lie anywhere"), ("m/a\nb", b"x", "could lie anywhere"),
                                   (link, b"/etc", "a link or a device"), (device, b"", "a link or a device"),
                                   ("m/" + "d/" * 600 + "x", b"x", "could lie anywhere"),
                                   ("m/am", b"x", "cannot be unpacked")):
            url = self.zipped([("m/am/final.mdl", b"x"), (entry, data), ("m/last", b"x")])
            self.refused(self.add(url), words, code=2)
        self.assertEqual([path for path in self.place.rglob("*") if path.name in ("x", "link", "last")], [])

    def test_archives_without_bound_are_refused(self):
        self.refused(self.add(self.zipped([("m/am/final.mdl", b"\0" * 200_000_000)])), "far more", code=2)
        self.refused(self.add(self.zipped([(f"m/{i}", b"") for i in range(10_100)])), "too many files", code=2)
        self.refused(self.add(self.zipped([("m/a", b"1"), ("m/a", b"2")])), "twice", code=2)
        self.refused(self.add(self.zipped([])), "vosk-model-xx.zip", code=2)
        self.assertEqual(list(self.where().rglob("*.part")), [])

    def test_archives_that_are_damaged_or_none(self):
        url = self.zipped([("m/am/final.mdl", os.urandom(100_000))])
        whole = self.hub.files["/vosk-model-xx.zip"]
        damaged = bytearray(whole)
        damaged[5000] ^= 255
        for data in (b"<html>not found</html>", b"", b"PK", whole[:3000], bytes(damaged)):
            self.hub.files["/vosk-model-xx.zip"] = data
            self.refused(self.add(url), "vosk-model-xx.zip", code=2)
        url = self.zipped([("m/README", b"hello")])
        self.refused(self.add(url), "of no Vosk or Moonshine model", code=2)
        url = self.zipped([("m/am/final.mdl", b"x")])
        self.refused(self.add(url), "damaged or not whole", code=2)

    def test_addresses_that_lead_to_no_model(self):
        for end in ("", "/", "/index.html", "/a.safetensors", "/..%2Fm.gguf", "/a%2Fb.gguf", "/%00.gguf", "/.gguf/"):
            self.refused(self.add(self.hub.url + end), "the address leads to no .gguf", code=2)
        self.refused(self.add(self.hub.url + "/m.gguf"), "127.0.0.1 has no m.gguf")
        self.refused(self.add("http://127.0.0.1:9/m.gguf"), "cannot be reached")
        for address in ("ftp://127.0.0.1/m.gguf", "file:///m.gguf"):
            self.refused(self.add(address), "neither a path nor an address", code=2)

    def test_a_file_that_changed_is_not_joined_with_what_it_was(self):
        url, changed = self.hub.url + "/m.gguf", b"GGUF" + b"new" * 600_000
        self.hub.files["/m.gguf"] = FAKE
        self.hub.cuts = [1_000_000] + [0] * 3
        self.refused(self.add(url), "was lost")
        self.hub.files["/m.gguf"] = changed
        self.no_chat_model(self.add(url))
        self.assertEqual(self.hub.bodies()[-1], None)

    def test_what_has_no_version_begins_anew(self):
        self.hub.files["/m.gguf"] = FAKE
        self.hub.etag, self.hub.cuts = False, [1_000_000]
        self.no_chat_model(self.add(self.hub.url + "/m.gguf"))
        self.assertEqual(self.hub.bodies(), [None, None])
