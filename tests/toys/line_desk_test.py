"""line_desk_test.py HOTPIN_WITH_TOYS: a protocol over TCP and HTTP that is a folder of the tests has words
recognised, spoken and answered for clients that hold no conversation, over two workers."""

import array
import http.client
import json
import math
import signal
import socket
import sys
import tempfile
import time

from server import Server

SETTINGS = {"HOTPIN_PROTOCOLS": "line_desk", "HOTPIN_DRAIN_S": "5",
            "HOTPIN_FAKE_SCRIPT": "tts_ms=30;llm_reply=You said: {user}"}
MS_PER_CHARACTER = 50  # of the fake voice
LIMIT_S = 20
SENTENCE = "All of this is said in one breath and nobody listens. "


class Desk:
    """A client: what it says, and the messages that come, each with its "payload"."""

    def __init__(self, server):
        port = server.port_behind("line_desk is on port ")
        self.socket = socket.create_connection(("127.0.0.1", port), LIMIT_S)
        self.stream = self.socket.makefile("rb")
        hello = self.next()
        assert hello["type"] == "hello" and hello["version"] == 1, hello

    def say(self, payload=b"", **fields):
        if payload:
            fields["bytes"] = len(payload)
        self.socket.sendall(json.dumps(fields).encode() + b"\n" + payload)

    def next(self):
        """None when the server has closed."""
        line = self.stream.readline()
        if not line:
            return None
        message = json.loads(line)
        message["payload"] = self.stream.read(message.get("bytes", 0))
        return message

    def until(self, kind):
        """All messages up to the first of this type."""
        messages = [self.next()]
        while messages[-1]["type"] != kind:
            messages.append(self.next())
        return messages

    def result(self, job):
        """All that comes of a job that goes well, and of nothing else."""
        *messages, end = self.until("ended")
        assert end["id"] == job and "error" not in end, end
        assert all(message["id"] == job for message in messages), messages
        return messages

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()


def speech(seconds, rate):
    """Three seconds of a voice, as far as pitch and loudness go, a second of silence, and again."""
    voice = array.array("h", (
        int(7000 * math.sin(2 * math.pi * 150 * i / rate) *
            (0.7 + 0.3 * math.sin(2 * math.pi * 4 * i / rate)))
        for i in range(3 * rate)))
    return (voice.tobytes() + bytes(2 * rate)) * (seconds // 4)


def seconds_of(messages, rate):
    return sum(len(message["payload"]) for message in messages) / (2 * rate)


def a_minute_is_transcribed_as_fast_as_it_comes(server):
    rate, minute = 16000, speech(60, 16000)
    with Desk(server) as desk:
        desk.say(type="transcribe", id=1, rate=rate)
        for at in range(0, len(minute), 6401):  # samples are cut in two
            desk.say(minute[at:at + 6401], type="audio", id=1)
        desk.say(type="done", id=1)
        texts = desk.result(1)
    assert len(texts) > 1, texts
    ends_ms = 0
    for text in texts:
        assert text["type"] == "text" and text["text"].startswith("heard "), text
        assert ends_ms <= text["begin_ms"] < text["end_ms"], texts
        ends_ms = text["end_ms"]
    assert 58_000 < ends_ms < 60_100, texts


def a_text_is_spoken_at_the_rate_that_is_asked_for(server):
    text = "The tower is three hundred and thirty metres tall"
    with Desk(server) as desk:
        for job, rate in ((1, 8000), (2, 24000), (2**31, 48000)):
            desk.say(type="speak", id=job, text=text, rate=rate)
            spoken = seconds_of(desk.result(job), rate)
            wanted = len(text) * MS_PER_CHARACTER / 1000
            assert 0.8 * wanted < spoken < 1.2 * wanted, (rate, spoken, wanted)


def a_question_is_answered(server):
    with Desk(server) as desk:
        desk.say(type="answer", id=4, text="Good morning")
        answer = "".join(message["text"] for message in desk.result(4))
        assert "You said" in answer and "Good morning" in answer, answer


def a_job_is_cancelled_in_its_middle(server):
    text = SENTENCE * 60
    with Desk(server) as desk:
        desk.say(type="speak", id=1, text=text, rate=8000)
        begun = desk.until("audio")
        desk.say(type="cancel", id=1)
        spoken = seconds_of(begun + desk.result(1), 8000)
        assert 0 < spoken < 0.9 * len(text) * MS_PER_CHARACTER / 1000, spoken

        desk.say(type="transcribe", id=1, rate=8000)
        desk.say(speech(4, 8000), type="audio", id=1)
        desk.say(type="cancel", id=1)
        desk.result(1)
        desk.say(speech(4, 8000), type="audio", id=1)
        desk.say(type="done", id=1)
        desk.say(type="speak", id=2, text="So", rate=8000)
        assert desk.result(2), "nothing comes of the others any more"


def what_is_not_known_is_told(server):
    with Desk(server) as desk:
        desk.say(b"\n\x00{", type="sing", id=1)
        assert desk.next()["type"] == "error"
        desk.say(type="answer", id=1, text="Go on")
        assert desk.result(1)


def what_cannot_be_read_is_told_and_ends_it(server):
    for garbage in (b"\x00\xff nonsense\n", b"x" * 5000, b"[]\n", b"GET / HTTP/1.1\r\n\r\n",
                    b'{"type":"audio","id":1,"bytes":65537}\n'):
        with Desk(server) as desk:
            desk.say(type="transcribe", id=1)
            desk.socket.sendall(garbage)
            told = desk.next()
            assert told["type"] == "error" and told["detail"], told
            assert desk.next() is None, garbage


def one_connects_while_another_is_spoken_to(server):
    with Desk(server) as first:
        first.say(type="speak", id=1, text=SENTENCE * 5, rate=16000)
        begun = first.until("audio")
        for _ in range(6):  # at both workers
            with Desk(server) as second:
                second.say(type="speak", id=1, text="So", rate=16000)
                assert second.result(1)
        spoken = seconds_of(begun + first.result(1), 16000)
        assert spoken > 0.8 * 5 * len(SENTENCE) * MS_PER_CHARACTER / 1000, spoken


class Http(http.client.HTTPConnection):
    def __init__(self, server):
        super().__init__("127.0.0.1", server.port_behind("ready on http://127.0.0.1:"), LIMIT_S)

    def answer(self, path, body, **more):
        self.request("POST", path, body, **more)
        response = self.getresponse()
        return response.status, response.read()


def events_in(body):
    return [json.loads(event.removeprefix("data: ")) for event in body.decode().split("\n\n") if event]


def jobs_are_had_over_http(server):
    client = Http(server)
    text = "The tower is three hundred and thirty metres tall"
    status, sound = client.answer("/desk/sound?rate=8000", text)
    spoken, wanted = len(sound) / 16000, len(text) * MS_PER_CHARACTER / 1000
    assert status == 200 and 0.8 * wanted < spoken < 1.2 * wanted, (status, spoken, wanted)
    status, told = client.answer("/desk/answer", "Good morning")  # on the same connection
    answer = "".join(event["text"] for event in events_in(told))
    assert status == 200 and "Good morning" in answer, (status, answer)
    for path, body in (("/desk/sound?rate=1", "So"), ("/desk/sound", " "), ("/desk/answer", "")):
        status, told = client.answer(path, body)
        assert status == 400 and told, (path, status, told)


def words_come_while_the_sound_is_sent(server):
    rate, minute = 16000, speech(60, 16000)
    client = Http(server)
    client.putrequest("POST", f"/desk/words?rate={rate}")
    client.putheader("Content-Length", str(2 * len(minute)))
    client.endheaders()
    client.send(minute)  # one half of it
    response = http.client.HTTPResponse(client.sock)
    response.begin()
    first = response.readline()  # before the other is there
    assert response.status == 200 and first.startswith(b"data: "), (response.status, first)
    client.send(minute)
    ends = [event["end_ms"] for event in events_in(first.strip() + b"\n\n" + response.read().lstrip())]
    assert ends == sorted(ends) and 118_000 < ends[-1] < 120_100, ends


def who_goes_has_nothing_done_for_him(server):
    places = []
    for _ in range(70):  # more than the server has places
        client = Http(server)
        client.request("POST", "/desk/sound", SENTENCE * 200)
        places.append(client)
    for client in places:
        client.close()
    until = time.monotonic() + LIMIT_S
    while (status := Http(server).answer("/desk/sound", "So")[0]) == 503:
        assert time.monotonic() < until
    assert status == 200, status


def a_stopping_server_lets_its_clients_go(server):
    with Desk(server) as idle, Desk(server) as busy:
        busy.say(type="transcribe", id=1)
        busy.say(speech(4, 16000), type="audio", id=1)
        server.process.terminate()
        for desk in (idle, busy):
            while desk.next() is not None:
                pass
    assert server.process.wait(LIMIT_S) == 0


def a_key_is_asked_for(server):
    with Desk(server) as desk:
        desk.say(type="speak", id=1, text="So")
        assert desk.next()["error"]["code"] == "refused"
        desk.say(type="key", token="secret")
        desk.say(type="speak", id=1, text="So")
        assert desk.result(1)
    client = Http(server)
    assert client.answer("/desk/sound", "So")[0] == 401
    status, sound = client.answer("/desk/sound", "So", headers={"Authorization": "Bearer secret"})
    assert status == 200 and sound, status


def main(program):
    signal.alarm(240)
    with tempfile.TemporaryDirectory() as folder, Server(program, folder, **SETTINGS) as server:
        a_minute_is_transcribed_as_fast_as_it_comes(server)
        a_text_is_spoken_at_the_rate_that_is_asked_for(server)
        a_question_is_answered(server)
        a_job_is_cancelled_in_its_middle(server)
        what_is_not_known_is_told(server)
        what_cannot_be_read_is_told_and_ends_it(server)
        one_connects_while_another_is_spoken_to(server)
        jobs_are_had_over_http(server)
        words_come_while_the_sound_is_sent(server)
        who_goes_has_nothing_done_for_him(server)
        a_stopping_server_lets_its_clients_go(server)
    with (tempfile.TemporaryDirectory() as folder,
          Server(program, folder, HOTPIN_API_TOKEN="secret", **SETTINGS) as server):
        a_key_is_asked_for(server)


main(sys.argv[1])
