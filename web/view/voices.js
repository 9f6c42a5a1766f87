// The server's voices as a list to choose from: its own first, the others by language. Pure but for
// the names of languages, which the browser knows.

const names = new Intl.DisplayNames(['en'], { type: 'language' });

function language_name(code) {
  try {
    return names.of(code.split('-')[0]);
  } catch {
    return code; // not a code that the browser knows
  }
}

/** `[{ label, voices }]` of the answer to GET /voices. */
export function grouped(voices) {
  const own_engine = voices[0]?.engine;
  const own = voices.filter(({ engine }) => engine === own_engine && own_engine !== 'espeak');
  const by_language = new Map();
  for (const voice of voices) {
    if (own.includes(voice)) continue;
    const name = language_name(voice.languages[0] ?? '?');
    by_language.set(name, [...(by_language.get(name) ?? []), voice]);
  }
  const others = [...by_language].sort(([a], [b]) => (b === 'English') - (a === 'English') || a.localeCompare(b));
  const groups = others.map(([label, list]) => ({ label, voices: list }));
  return own.length > 0 ? [{ label: 'Of this server', voices: own }, ...groups] : groups;
}

/** The groups with what has all words of `wanted` in its name, language or id. */
export function matching(groups, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (label) => (voice) => {
    const text = [label, voice.name, voice.id, ...voice.languages].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map(({ label, voices }) => ({ label, voices: voices.filter(fits(label)) }))
    .filter(({ voices }) => voices.length > 0);
}
