"""The page in a real browser, hands-free: how soon the sound of a reply stops when somebody speaks
over it. Recognised speech as the browser's microphone, again and again; every time but the first it
interrupts the answer to the last."""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/e2e/page"))
import chromium  # noqa: E402
import place as page_place  # noqa: E402
from runs import quantiles  # noqa: E402

CUTS = 20
GAP_S = 4.5  # the answer has begun by then
CUT_S = 60  # longest wait for one
# Of each cut: the beginning of the speech that made it, as the page's own microphone heard it; the
# last sample of the old reply that was not silent; what the page took from `interrupted` on.
MEASURE = """() => {
  const { speaker, sound } = hotpin.conversation;
  const LOUD = 0.02, SILENT = 0.001, QUIET_S = 1;
  const onsets = [];
  let loud_at = -Infinity;
  for (const { level, at } of hotpin.levels) {
    if (level < LOUD) continue;
    if (at - loud_at > QUIET_S) onsets.push(at);
    loud_at = at;
  }
  const ended = new Map();
  for (const { reply, at, out } of hotpin.blocks) if (out.some((x) => Math.abs(x) > SILENT)) ended.set(reply, at);
  const cuts = speaker.cuts.map(({ reply, at, took_ms }) => {
    const onset = onsets.findLast((each) => each < at);
    return { in_page_ms: took_ms, from_speech_ms: 1000 * (ended.get(reply) - onset), after_cut_ms: 1000 * (ended.get(reply) - at) };
  });
  return { cuts, latency_ms: sound.latency_ms };
}"""


def run(place):
    page_place.PROGRAM, page_place.SPEECH = place.hotpin, place.parts / "speech"
    wanted = place.turns(CUTS)
    with tempfile.TemporaryDirectory() as folder:
        wav = page_place.write_wav(pathlib.Path(folder) / "microphone.wav", page_place.speech(),
                                   page_place.silence(GAP_S))
        with (page_place.Server(**page_place.model_says(page_place.LONG_REPLY)) as server,
              chromium.browser(wav) as browser, chromium.opened(browser, server.url) as page):
            chromium.listen_in(page)
            page.click("#hands_free")
            page.wait_for_function("count => hotpin.conversation.speaker.cuts.length >= count",
                                   arg=wanted, timeout=1000 * CUT_S * wanted)
            page.wait_for_timeout(500)
            return [page.evaluate(MEASURE)]


def figures(result):
    """Name, median, p95, longest, in ms."""
    (row,) = result["rows"]
    names = {"in_page_ms": "`interrupted` taken → its worklet plays nothing of the reply",
             "from_speech_ms": "first speech in the microphone → last sample of the reply"}
    for key, name in names.items():
        yield name, len(row["cuts"]), *quantiles(cut[key] for cut in row["cuts"])
