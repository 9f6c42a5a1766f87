// Streaming resampler for one channel of float samples, any rate to any rate: a windowed sinc, one
// row of coefficients for each place between two input samples. Pure; runs inside the worklets.

const HALF_WIDTH = 16; // zero crossings of the sinc on each side
const PASSED = 0.94; // of the lower Nyquist frequency
const MOST_PHASES = 512;

const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));

/** Blackman's window over -1 … 1. */
const windowed = (x) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);

function coefficients(phases, taps, cutoff) {
  const rows = [];
  for (let phase = 0; phase < phases; ++phase) {
    const row = new Float32Array(taps);
    let sum = 0;
    for (let tap = 0; tap < taps; ++tap) {
      const x = tap - taps / 2 + 1 - phase / phases;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      row[tap] = Math.abs(x) <= taps / 2 ? sinc * windowed(x / (taps / 2)) : 0;
      sum += row[tap];
    }
    for (let tap = 0; tap < taps; ++tap) row[tap] /= sum; // every phase as loud as the others
    rows.push(row);
  }
  return rows;
}

export class Resampler {
  /** `block`: the most samples that push() gets at once. */
  constructor(fromHz, toHz, block) {
    const shared = gcd(fromHz, toHz);
    this.up = toHz / shared;
    this.down = fromHz / shared;
    const narrower = Math.max(1, fromHz / toHz);
    this.taps = 2 * Math.ceil(HALF_WIDTH * narrower);
    this.phases = Math.min(this.up, MOST_PHASES);
    this.rows = coefficients(this.phases, this.taps, PASSED / narrower);
    this.history = new Float32Array(this.taps + block);
    this.out = new Float32Array(Math.ceil((block * toHz) / fromHz) + 2);
    this.reset();
  }

  reset() {
    this.history.fill(0);
    this.kept = this.taps - 1; // input samples in `history` that are still needed
    this.phase = 0; // of the next output sample behind history[0], in 1 / up of an input sample
  }

  /** The output that `input` completes: a view that the next call overwrites. */
  push(input) {
    this.history.set(input, this.kept);
    const end = this.kept + input.length;
    let at = 0;
    let count = 0;
    while (at + this.taps <= end) {
      const row = this.rows[Math.floor((this.phase * this.phases) / this.up)];
      let sum = 0;
      for (let tap = 0; tap < this.taps; ++tap) sum += row[tap] * this.history[at + tap];
      this.out[count++] = sum;
      this.phase += this.down;
      at += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    const used = Math.min(at, end);
    this.history.copyWithin(0, used, end);
    this.kept = end - used;
    if (at > end) throw new RangeError('a block shorter than one output sample');
    return this.out.subarray(0, count);
  }
}
