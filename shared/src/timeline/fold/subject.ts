import type { EntryId, IdentityId } from '#shared/ids.ts';
import type { Version } from '../ops/opKind.ts';
import type { Quote, TimelineMessage } from '../rows.ts';
import { excerpt } from './excerpt.ts';
import type { Node } from './node.ts';
import { Reactions } from './reactions.ts';

/** A message and all that was said about it, whichever came first: it may not even be here yet. */
export class Subject {
  readonly id: EntryId;
  /** The message itself, once it is here and open. */
  said: { readonly node: Node; readonly version: Version; readonly reply: Subject | undefined } | undefined;
  /** Edits count from the message's author, who may not be known yet. */
  readonly edits = new Map<IdentityId, Version[]>();
  readonly deleters = new Set<IdentityId>();
  moderated = false;
  readonly reactions = new Reactions();
  /** Messages that reply to it. */
  readonly replies: Subject[] = [];

  constructor(id: EntryId) {
    this.id = id;
  }

  get deleted(): 'author' | 'moderator' | undefined {
    if (this.said && this.deleters.has(this.said.node.identity)) return 'author';
    return this.moderated ? 'moderator' : undefined;
  }

  /** Its texts, oldest first. */
  get versions(): readonly Version[] {
    if (!this.said) return [];
    return [this.said.version, ...(this.edits.get(this.said.node.identity) ?? [])];
  }

  get quote(): Quote {
    const text = this.versions.at(-1)?.text;
    if (!this.said || text === undefined) return { id: this.id };
    const known = { id: this.id, author: this.said.node.identity };
    return this.deleted ? { ...known, text: '', gone: true } : { ...known, text: excerpt(text) };
  }

  /** Its row, told the key of the strand it stands in. */
  row(strand: string | undefined): TimelineMessage | undefined {
    if (!this.said) return undefined;
    const { node, reply } = this.said;
    const { segment, writer, seq } = node.item;
    return {
      kind: 'message',
      order: node.order,
      id: this.id,
      slot: { segment, writer, seq },
      author: node.identity,
      at: node.at,
      ...(reply && { reply: reply.quote }),
      ...(strand !== undefined && { strand }),
      ...this.#content(),
    };
  }

  #content(): Pick<TimelineMessage, 'text' | 'versions' | 'mentions' | 'deleted' | 'reactions'> {
    const by = this.deleted;
    if (by) return { text: '', deleted: { by }, reactions: [] };
    const versions = this.versions;
    const now = versions.at(-1);
    return {
      text: now?.text ?? '',
      ...(now?.mentions && { mentions: now.mentions }),
      ...(versions.length > 1 && { versions: versions.slice(0, -1).map(({ at, text }) => ({ at, text })) }),
      reactions: this.reactions.list(),
    };
  }
}
