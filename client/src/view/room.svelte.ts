/** The room on screen. */
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Present } from '../engine/messages/people.ts';
import type { Notice, ViewReader } from '../engine/messages/port.ts';
import type { Draft, RoomDetails, RoomSummary } from '../engine/messages/rooms.ts';
import type { MessageRow, Order } from '../engine/messages/rows.ts';
import { ComposerView } from './composer.svelte.ts';
import { TimelineView } from './timeline.svelte.ts';

export class RoomView {
  readonly id: RoomId;
  readonly timeline: TimelineView;
  readonly composer: ComposerView;
  readonly #reader: ViewReader;
  /** Others who have the room before them now. */
  present = $state.raw<readonly Present[]>([]);
  details = $state.raw<RoomDetails | undefined>();
  #readUpTo: Order = '';
  readonly #draft: Draft | undefined;

  constructor(id: RoomId, reader: ViewReader, draft: Draft | undefined) {
    this.id = id;
    this.#reader = reader;
    this.timeline = new TimelineView(id, reader);
    this.composer = new ComposerView(draft);
    this.#draft = draft;
  }

  /** One page and two small records, so that a long room opens like a short one. */
  async open(summary: RoomSummary | undefined): Promise<void> {
    this.#readUpTo = summary?.readUpTo ?? '';
    const [details, receipts] = await Promise.all([
      this.#reader.details(this.id),
      this.#reader.receipts(this.id),
      this.timeline.open(summary?.readUpTo, summary?.unread ?? 0),
      this.#resume(),
    ]);
    this.details ??= details;
    this.timeline.receipts ??= receipts;
  }

  heard(notice: Notice): void {
    if (notice.is === 'details' && notice.details.room === this.id) this.details = notice.details;
    else if (notice.is === 'receipts' && notice.room === this.id) this.timeline.receipts = notice.receipts;
    else if (notice.is === 'presence' && notice.room === this.id) this.present = notice.present;
    else if (notice.is === 'rows' && notice.room === this.id) this.timeline.heard(notice);
    else if (notice.is === 'reload' && notice.room === this.id) void this.timeline.reread();
  }

  async #resume(): Promise<void> {
    const { reply, edit } = this.#draft ?? {};
    const find = (id: EntryId | undefined): Promise<MessageRow | undefined> =>
      id === undefined ? Promise.resolve(undefined) : this.#reader.find(this.id, id);
    const [answered, changed] = await Promise.all([find(reply), find(edit?.target)]);
    if (this.#draft) this.composer.resume(this.#draft, answered, changed);
  }

  /** True when this row is further than anything read so far: worth saying. */
  saw(upTo: Order): boolean {
    if (upTo <= this.#readUpTo) return false;
    this.#readUpTo = upTo;
    return true;
  }
}
