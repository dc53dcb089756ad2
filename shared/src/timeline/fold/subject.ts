import type { EntryId, IdentityId } from '#shared/ids.ts';
import type { Version } from '../ops/opKind.ts';
import type { Quote, TimelineMessage } from '../rows.ts';
import { excerpt } from './excerpt.ts';
import type { Node } from './node.ts';
import { Reactions } from './reactions.ts';

/** A text, and the entry that brought it. */
export type Edit = Version & { readonly by: Node };

/** A message and all that was said about it, whichever came first: it may not even be here yet. */
export class Subject {
  readonly id: EntryId;
  /** The message itself, once it is here and open. */
  said: { readonly node: Node; readonly version: Version; readonly reply: Subject | undefined } | undefined;
  /** ENT-6: the entry it was said in, of which an order left a husk. */
  husk: Node | undefined;
  /** Edits count from the message's author, who may not be known yet. */
  readonly edits = new Map<IdentityId, Edit[]>();
  /** Entries that delete it, in order; those of others than its author and moderators without effect. */
  readonly deletes: Node[] = [];
  readonly reactions = new Reactions();
  /** Messages that reply to it. */
  readonly replies: Subject[] = [];

  constructor(id: EntryId) {
    this.id = id;
  }

  /** The entry it was said in. */
  get node(): Node | undefined {
    return this.said?.node ?? this.husk;
  }

  get deleted(): NonNullable<TimelineMessage['deleted']>['by'] | undefined {
    const author = this.node?.identity;
    if (this.deletes.some(({ identity }) => identity === author)) return 'author';
    return this.deletes.some(({ moderates }) => moderates) ? 'moderator' : this.husk?.item.husk?.by;
  }

  /** Its texts, oldest first. */
  get versions(): readonly Version[] {
    if (!this.said) return [];
    return [this.said.version, ...(this.edits.get(this.said.node.identity) ?? [])];
  }

  get quote(): Quote {
    if (!this.node) return { id: this.id };
    const known = { id: this.id, author: this.node.identity };
    return this.deleted
      ? { ...known, text: '', gone: true }
      : { ...known, text: excerpt(this.versions.at(-1)?.text ?? '') };
  }

  /** Its row, told the key of the strand it stands in. */
  row(strand: string | undefined): TimelineMessage | undefined {
    const { node } = this;
    if (!node) return undefined;
    const { segment, writer, seq } = node.item;
    return {
      kind: 'message',
      order: node.order,
      id: this.id,
      slot: { segment, writer, seq },
      author: node.identity,
      at: node.at,
      ...(strand !== undefined && { strand }),
      ...this.#content(),
    };
  }

  #content(): Pick<TimelineMessage, 'text' | 'reply' | 'versions' | 'mentions' | 'deleted' | 'reactions'> {
    const by = this.deleted;
    if (by) return { text: '', deleted: { by }, reactions: [] };
    const reply = this.said?.reply;
    const versions = this.versions;
    const now = versions.at(-1);
    return {
      ...(reply && { reply: reply.quote }),
      text: now?.text ?? '',
      ...(now?.mentions && { mentions: now.mentions }),
      ...(versions.length > 1 && { versions: versions.slice(0, -1).map(({ at, text }) => ({ at, text })) }),
      reactions: this.reactions.list(),
    };
  }
}
