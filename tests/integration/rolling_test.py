"""rolling_test.py HOTPIN: what `scripts/bench rolling` tells of a rolling restart in which both programs are this
one, and of histories that are not whole."""

import collections
import pathlib
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
sys.path[:0] = [str(BENCH / "rolling"), str(BENCH / "lanes")]
sys.dont_write_bytecode = True
import rolling  # noqa: E402
from histories import faults_in, turns_of  # noqa: E402
from stores import Postgres, Redis, Sqlite  # noqa: E402

ONE, TWO, THREE = (("one", "first"), ("two", ""), ("three", "third"))


class Histories(unittest.TestCase):
    def test_turns_begin_with_a_users_words(self):
        messages = [("user", "one"), ("assistant", "first"), ("user", "two"), ("user", "three"),
                    ("assistant", "third")]
        self.assertEqual(turns_of(messages), [ONE, TWO, THREE])
        # As a server that knows no items shows them.
        self.assertEqual(turns_of([*messages[:3], ("assistant", ""), *messages[3:]]), [ONE, TWO, THREE])

    def test_what_is_not_as_it_was_said_is_found(self):
        said = [ONE, TWO, THREE]
        for shown, faults in (([ONE, TWO, THREE], {}),
                              ([ONE, THREE], {"lost": 1}),
                              ([], {"lost": 3}),
                              ([ONE, TWO, ONE, THREE], {"doubled": 1}),
                              ([TWO, ONE, THREE], {"out of order": 1}),
                              ([ONE, TWO, THREE, ("four", "")], {"never said": 1}),
                              ([("one", "fir"), TWO, THREE], {"lost": 1, "never said": 1})):
            self.assertEqual(faults_in(shown, said), collections.Counter(faults), shown)


class SqliteApart(Sqlite):
    """Each server has a file of its own, and so no history of what was said to the other."""

    @property
    def settings(self):
        return {**super().settings, "HOTPIN_STATE_DIR": tempfile.mkdtemp(dir=self.folder)}


class Rolling(unittest.TestCase):
    def over(self, store, clients):
        if store.missing:
            self.skipTest(store.missing)
        result = rolling.tried(store, PROGRAM, PROGRAM, clients, turns=1)
        for what in ("old", "new", "while mixed", "crossings", "sent away"):
            self.assertGreater(result.counts[what], 0, what)
        return result

    def test_nothing_is_lost_with_redis(self):
        self.assertEqual(self.over(Redis(), clients=4).faults, [])

    def test_nothing_is_lost_with_postgres(self):
        self.assertEqual(self.over(Postgres(), clients=4).faults, [])

    def test_servers_that_share_no_store_are_told(self):
        result = self.over(SqliteApart(), clients=2)
        self.assertIn("lost", " ".join(result.faults))
        self.assertGreater(result.read["new"]["lost"], 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
