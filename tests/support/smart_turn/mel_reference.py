#!/usr/bin/env python3
"""Prints mel_reference.hpp: what the reference makes of the two signals of mel_features_test.cpp.

  python3 -m venv VENV && VENV/bin/pip install numpy transformers
  VENV/bin/python tests/support/smart_turn/mel_reference.py >tests/support/smart_turn/mel_reference.hpp
  scripts/lint --fix
"""

import numpy
import transformers

HEARD = 128000
BANDS = (0, 1, 7, 20, 26, 40, 61, 79)
FRAMES = (0, 1, 90, 500, 501, 555, 640, 798, 799)


def made_signal(count):
    """A tone that changes, noise, and pauses with little noise."""
    samples, seed = [], 1
    for i in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        noise = seed // 65536 % 2001
        period = 40 + i // 4000
        tone = 4000 if i % period < period // 2 else -4000
        samples.append(noise // 50 if i // 8000 % 3 == 2 else tone + noise - 1000)
    return numpy.array(samples, dtype=numpy.float32) / 32768


def features_of(samples):
    heard = samples[-HEARD:]
    heard = numpy.pad(heard, (HEARD - len(heard), 0))
    extractor = transformers.WhisperFeatureExtractor(chunk_length=8)
    return extractor(heard, sampling_rate=16000, padding="max_length", max_length=HEARD,
                     truncation=True, do_normalize=True, return_tensors="np").input_features[0]


def table(name, features):
    rows = [f"    {{{band}, {frame}, {features[band, frame]:.5f}F}}," for band in BANDS
            for frame in FRAMES]
    return "\n".join([f"inline constexpr MelValue {name}[] = {{", *rows, "};"])


def main():
    print(f"""#pragma once

// Printed by mel_reference.py, with transformers {transformers.__version__}.

#include <cstddef>

namespace hotpin::tests {{

struct MelValue {{
  std::size_t band;
  std::size_t frame;
  float value;
}};

/// Of 3 s, with silence before them.
{table("kMelsOfShort", features_of(made_signal(48000)))}
/// Of 9 s, of which the first is not heard.
{table("kMelsOfLong", features_of(made_signal(144000)))}

}}  // namespace hotpin::tests""")


if __name__ == "__main__":
    main()
