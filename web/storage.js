// The browser's storage, which may be forbidden or full. `kind`: 'localStorage', the browser's, or
// 'sessionStorage', the tab's.

export function stored(kind, key) {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

/** Without a value it is taken away. */
export function store(kind, key, value = null) {
  try {
    if (value === null) window[kind].removeItem(key);
    else window[kind].setItem(key, value);
  } catch {
    // It holds until the page is left.
  }
}
