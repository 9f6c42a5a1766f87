"""Cuts a GGUF model in two, as llama-gguf-split does."""

import struct

ALIGNMENT = 32
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
STRING, ARRAY = 8, 9


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        value = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return value[0]

    def text(self):
        size = self.take("Q")
        self.at += size
        return self.data[self.at - size:self.at]

    def skip_value(self, kind):
        if kind == STRING:
            self.text()
        elif kind == ARRAY:
            of, count = self.take("I"), self.take("Q")
            if of == STRING:
                for _ in range(count):
                    self.text()
            else:
                self.at += SIZES[of] * count
        else:
            self.at += SIZES[kind]


def padded(data):
    return data + b"\0" * (-len(data) % ALIGNMENT)


def text(value):
    return struct.pack("<Q", len(value)) + value


def part(keys, key_count, number, of_all, tensors, data, begin):
    own = b""
    for name, kind, form, value in ((b"split.no", 2, "H", number), (b"split.count", 2, "H", 2),
                                    (b"split.tensors.count", 5, "i", of_all)):
        own += text(name) + struct.pack("<I" + form, kind, value)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), key_count + 3) + keys + own
    weights = b""
    for info, offset, size in tensors:
        head += info + struct.pack("<Q", len(weights))
        weights += padded(data[begin + offset:begin + offset + size])
    return padded(head) + weights


def split(data):
    reader = Reader(data)
    assert reader.take("4s") == b"GGUF" and reader.take("I") == 3
    count, key_count = reader.take("Q"), reader.take("Q")
    keys_at = reader.at
    for _ in range(key_count):
        reader.text()
        reader.skip_value(reader.take("I"))
    keys = data[keys_at:reader.at]
    infos = []
    for _ in range(count):
        start = reader.at
        reader.text()
        dimensions = reader.take("I")
        reader.at += 8 * dimensions + 4
        infos.append((data[start:reader.at], reader.take("Q")))
    begin = reader.at + (-reader.at % ALIGNMENT)
    ends = sorted(offset for _, offset in infos) + [len(data) - begin]
    tensors = [(info, offset, ends[ends.index(offset) + 1] - offset) for info, offset in infos]
    half = count // 2
    return (part(keys, key_count, 0, count, tensors[:half], data, begin),
            part(b"", 0, 1, count, tensors[half:], data, begin))
