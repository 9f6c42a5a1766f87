"""A client that holds one conversation over many connections to two servers, and counts what it saw."""

import asyncio
import collections
import json
import random
import time

from histories import faults_in, turns_of
from model import answer_to
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

LIMIT_S = 30  # of anything; a turn takes a fraction of a second
STAY = (3, 8)  # turns, least and most; then it goes to the other server by itself
AWAY_S = (1.0, 2.0)  # meanwhile: turns are written behind, and for who goes by itself nobody waits
LONGEST_PAUSE_S = 0.2  # between turns, so that servers go in the middle of answers and between them
MOST_TURNS = 100  # that a server keeps
REMARK_EVERY = 3  # turns, where items are known
RESTARTING = 1012


class Talker:
    def __init__(self, name, places, model, at):
        self.name, self.places, self.model, self.at = name, places, model, at
        self.place = None  # where it is connected
        self.side = None  # of its last turn
        self.said = []  # turns that came to their end, which history must hold
        self.counts = collections.Counter()
        self.longest_away_s = 0
        self.faults = []  # a line for each
        self.is_over = False
        self.chance = random.Random(name)

    async def talk(self):
        while not self.is_over:
            self.place, connection = await self.join()
            async with connection:
                goes_by_itself = await self.stay(self.place.side, connection)
            self.place, self.at = None, 1 - self.at
            if goes_by_itself and not self.is_over:
                await asyncio.sleep(self.chance.uniform(*AWAY_S))

    async def join(self):
        """Where it wants to be, or at the other place while nobody is there."""
        began = time.monotonic()
        async with asyncio.timeout(LIMIT_S):
            while True:
                place = self.places[self.at]
                try:
                    connection = await self.connected(place)
                except (OSError, WebSocketException):
                    self.at = 1 - self.at
                    await asyncio.sleep(0.01)
                    continue
                self.longest_away_s = max(self.longest_away_s, time.monotonic() - began)
                return place, connection

    async def connected(self, place):
        connection = await connect(place.url, compression=None, proxy=None, ping_interval=None)
        await connection.send(json.dumps({"session_id": self.name, "events": True}))
        await connection.recv()
        return connection

    async def stay(self, side, connection):
        """False when the server told it to go."""
        try:
            for _ in range(self.chance.randint(*STAY)):
                if self.is_over:
                    break
                await self.say_next(side, connection)
                await asyncio.sleep(self.chance.uniform(0, LONGEST_PAUSE_S))
        except ConnectionClosed as closed:
            self.counts["sent away"] += 1
            if not closed.rcvd or closed.rcvd.code != RESTARTING:
                self.faults.append(f"{self.name}: the {side.name} server cut it off: {closed}")
            return False
        return True

    async def say_next(self, side, connection):
        """One turn. What is not heard, or cut off, is said again with the same words: had it been kept all the
        same, it would be there twice."""
        if side.knows_items and len(self.said) % REMARK_EVERY == REMARK_EVERY - 1:
            await self.remark(connection)
        else:
            await self.ask(side, connection)
            self.counts[side.name] += 1
        self.counts["while mixed"] += self.places[0].side != self.places[1].side
        self.counts["crossings"] += self.side not in (None, side)
        self.side = side

    def next_words(self):
        if len(self.said) == MOST_TURNS:
            raise SystemExit(f"{self.name} had {MOST_TURNS} turns, and no history holds more: ask for fewer")
        return f"These are words {len(self.said) + 1} of {self.name}."

    async def ask(self, side, connection):
        """Gives what is wrong with the history that the server shows its model."""
        words = self.next_words()
        await connection.send(json.dumps({"text": words}))
        ended = await self.event(connection, lambda event: event["status"] == "complete")
        if ended["response"] != answer_to(words):
            self.faults.append(f"{self.name}: {words!r} was answered with {ended}")
        faults = faults_in(turns_of(self.model.shown.get(words, [])), self.said)
        if faults:
            self.faults.append(f"{self.name}: before {words!r} the {side.name} server has {dict(faults)}")
        self.said.append((words, ended["response"]))
        return faults

    async def remark(self, connection):
        """Words that are kept and not answered: no plain exchange in the store."""
        words = self.next_words()
        await connection.send(json.dumps({"item": {"do": "add", "kind": "user", "text": words}}))
        await self.event(connection, lambda event: event.get("text") == words)
        self.said.append((words, ""))
        self.counts["remarks"] += 1

    async def event(self, connection, is_wanted):
        """Words may cross with the order to go, and are not heard then; a turn that began has an end."""
        has_begun = False
        try:
            async with asyncio.timeout(LIMIT_S):
                while True:
                    message = await connection.recv()
                    event = json.loads(message) if isinstance(message, str) else {"status": "audio"}
                    if is_wanted(event):
                        return event
                    has_begun |= event["status"] == "processing"
        except ConnectionClosed:
            self.counts["said again"] += 1
            if has_begun:
                self.faults.append(f"{self.name}: {self.next_words()!r} was not answered to its end")
            raise

    async def read(self, place):
        """What is wrong with the history, as the server there reads it."""
        async with asyncio.timeout(LIMIT_S), await self.connected(place) as connection:
            return await self.ask(place.side, connection)
