"""Runs the tests of web/'s pure modules beside this file."""

import pathlib
import subprocess
import sys

from playwright._impl._driver import compute_driver_executable

node, _ = compute_driver_executable()
tests = sorted(pathlib.Path(__file__).parent.glob("*.test.mjs"))
sys.exit(subprocess.run([node, "--test", *tests], check=False).returncode)
