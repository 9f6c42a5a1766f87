// The notice above the button. One at a time, the newest.

import { by_id } from './element.js';
import { notice_for } from './notices.js';

const BRIEF_MS = 5000;

export class Notice {
  /** `acts`: what its button may do, by name. */
  constructor(acts) {
    this.acts = acts;
    this.name = null;
    by_id('notice_close').onclick = () => this.show(null);
    by_id('notice_act').onclick = () => acts[this.act]?.();
  }

  /** `what` is all right again: 'link' or 'microphone'. */
  over(what) {
    if (this.name && notice_for(this.name)?.of === what) this.show(null);
  }

  show(name, detail) {
    const notice = name && notice_for(name, detail);
    if (name && !notice) return;
    if (name === this.name && detail === this.detail) return;
    clearTimeout(this.fading);
    Object.assign(this, { name, detail });
    by_id('notice').hidden = !notice;
    document.body.toggleAttribute('data-fault', Boolean(notice && !notice.mild));
    if (!notice) return;
    by_id('notice').classList.toggle('is_mild', Boolean(notice.mild));
    by_id('notice_title').textContent = notice.title;
    by_id('notice_text').textContent = notice.text;
    const [label, act] = notice.act ?? [];
    this.act = act;
    by_id('notice_act').hidden = !act;
    by_id('notice_act').textContent = label ?? '';
    if (notice.brief) this.fading = setTimeout(() => this.show(null), BRIEF_MS);
  }
}
