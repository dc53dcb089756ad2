import type { Notice } from '../engine/messages/port.ts';

/** The last word on each thing, for windows that attach after it was said. Rows they read from the view store. */
export class LatestNotices {
  readonly #latest = new Map<string, Notice>();

  keep(notice: Notice): void {
    const about = subject(notice);
    if (about === undefined) return;
    if (isOver(notice)) this.#latest.delete(about);
    else this.#latest.set(about, notice);
  }

  all(): Iterable<Notice> {
    return this.#latest.values();
  }
}

function subject(notice: Notice): string | undefined {
  switch (notice.is) {
    case 'self':
    case 'rooms':
    case 'contacts':
    case 'calls':
    case 'recovery':
    case 'link':
    case 'pairing':
    case 'devices':
    case 'connection':
      return notice.is;
    case 'details':
      return `details ${notice.details.room}`;
    case 'receipts':
      return `receipts ${notice.room}`;
    case 'presence':
      return `presence ${notice.room}`;
    case 'join':
      return `join ${notice.progress.link}`;
    case 'rows':
    case 'reload':
    case 'trouble':
      return undefined;
  }
}

const isOver = (notice: Notice): boolean =>
  (notice.is === 'join' && (notice.progress.step === 'done' || notice.progress.step === 'dead')) ||
  (notice.is === 'presence' && notice.present.length === 0);
