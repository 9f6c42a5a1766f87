// What went wrong, in words that say what to do. Names: of getUserMedia's errors, of the server's
// error codes, and of what connection.js finds.

export const NOTICES = {
  insecure: {
    title: 'This page may not use a microphone here',
    text: 'Browsers give microphone and sound to pages over https or on this very machine only, and this one came over plain http '
      + 'from another. Start the server with “hotpin serve --host 0.0.0.0 --tls”, which makes this page an https one; or open it as '
      + 'http://localhost on its own machine. You can write meanwhile.',
  },
  no_audio: { title: 'This browser is too old for it', text: 'It lacks AudioWorklet. You can write instead of speaking.' },
  NotAllowedError: {
    of: 'microphone',
    title: 'The microphone is blocked',
    text: 'Allow it for this page: by the sign left of the address, or in the browser’s settings. Then press the button again. '
      + 'You can write meanwhile.',
  },
  NotFoundError: { of: 'microphone', title: 'There is no microphone', text: 'Plug one in, or switch it on, and press again. You can write meanwhile.' },
  NotReadableError: { of: 'microphone', title: 'The microphone does not answer', text: 'Another program may hold it. Close that, or choose another microphone in the settings.' },
  microphone_lost: { of: 'microphone', title: 'The microphone is gone', text: 'It was unplugged or taken away. Press the button to open it again.' },
  too_short: { title: 'Hold it while you speak', text: 'Let go when you have finished. Space or Enter do the same.', mild: true, brief: true },
  now_hold: { title: 'The microphone is there', text: 'Now hold the button and speak.', mild: true, brief: true },
  token: {
    of: 'link',
    title: 'This server wants a token',
    text: 'Whoever runs it knows it: it is its HOTPIN_API_TOKEN. Put it into the settings.', act: ['Settings', 'settings'],
  },
  refused: { of: 'link', title: 'The server refused this conversation', text: 'It says: ', act: ['Try again', 'retry'] },
  gone: { of: 'link', title: 'The server does not answer', text: 'Trying again and again. Is “hotpin serve” running?', act: ['Try now', 'retry'] },
  restarting: { of: 'link', title: 'The server is being restarted', text: 'This page comes back by itself.', mild: true },
  full: { of: 'link', title: 'The server is full', text: 'It holds as many conversations as it may. This page tries again by itself.', act: ['Try now', 'retry'] },
  silent: {
    of: 'link',
    title: 'The server does not answer as this page needs it',
    text: 'It took the connection and says nothing. Is HOTPIN_WS_EVENTS=off? The page needs auto or on.', act: ['Try now', 'retry'],
  },
  blocked: {
    of: 'link',
    title: 'The server answers, but gives no WebSocket',
    text: 'If it stands behind a proxy, that one must pass WebSockets on. In nginx: proxy_http_version 1.1; proxy_set_header Upgrade '
      + '$http_upgrade; proxy_set_header Connection "upgrade"; proxy_set_header Host $http_host.', act: ['Try now', 'retry'],
  },
  offline: { of: 'link', title: 'You are offline', text: 'This page comes back as soon as the network does.', mild: true },
  picture: { title: 'The picture was not taken', text: '' },
  bad_voice: { title: 'That voice cannot be had', text: '' },
  bad_persona: { title: 'The server did not take the persona', text: '' },
  not_understood: null, // spoken, and shown with the turn
  busy: null,
};

/** What to show for `name`; `detail` is the server's or the browser's own sentence. */
export function notice_for(name, detail = '') {
  if (name in NOTICES) {
    const known = NOTICES[name];
    return known && { ...known, text: known.text.endsWith(': ') || !known.text ? `${known.text}${detail}` : known.text };
  }
  return { of: 'turn', title: 'Something went wrong', text: detail || name };
}
