// The page: joins the conversation to what is seen.

import { Sound } from './audio/sound.js';
import { Settings } from './settings.js';
import { Conversation } from './talk/conversation.js';
import { Screen } from './view/screen.js';

const settings = new Settings();
const tap = new URLSearchParams(location.search).has('tap') ? { played: null, heard: null } : undefined;
const tapped = tap && { played: (block) => tap.played?.(block), heard: (level, at) => tap.heard?.(level, at) };

const conversation = new Conversation({
  make_handshake: () => settings.handshake(),
  on_change: (message) => screen.change(message),
  on_notice: (name, detail) => screen.notice.show(name, detail),
  on_well: (what) => screen.notice.over(what),
  tap: tapped,
});
const screen = new Screen(conversation, settings);

// For tests: what was played and heard, block by block, and the parts themselves.
if (tap) window.hotpin = { conversation, settings, tap };

conversation.start();
if (Sound.fault) screen.notice.show(Sound.fault);
