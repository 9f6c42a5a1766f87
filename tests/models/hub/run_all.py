"""run_all.py HOTPIN MODELS VOSK_MODEL [TEST...]: `hotpin models add` from a stand-in of a hub of models, and from
plain addresses."""

import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).parent
os.environ.update(zip(("HOTPIN_TEST_PROGRAM", "HOTPIN_TEST_MODELS", "HOTPIN_TEST_VOSK_MODEL"), sys.argv[1:4]))
sys.path.insert(0, str(HERE))
names = sys.argv[4:] or sorted(path.stem for path in HERE.glob("*_test.py"))
result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromNames(names))
sys.exit(0 if result.wasSuccessful() else 1)
