/** From what the fold says to what a window shows: identities become names, and own things are marked as own. */
import type { IdentityId, EntryId } from '#shared/ids.ts';
import { FLAGGED_MS } from '#shared/timeline/due.ts';
import type { TimelineMessage, TimelineRow } from '#shared/timeline/rows.ts';
import type { MessageRow, Row, Slot, Way } from './messages/rows.ts';

export interface RowContext {
  readonly me: IdentityId;
  readonly now: number;
  readonly nameOf: (identity: IdentityId) => string;
  /** Until when a held delete of this message can be undone, ms UTC. */
  readonly deleting: (id: EntryId) => number | undefined;
  readonly wayOf: (slot: Slot) => Way | undefined;
}

export function rowOf(row: TimelineRow, context: RowContext): Row {
  const name = context.nameOf(row.author);
  if (row.kind === 'gap') return { ...row, name };
  if (row.kind === 'merge') return { ...row, name, mine: row.author === context.me };
  return messageRow(row, name, context);
}

function messageRow(row: TimelineMessage, name: string, context: RowContext): MessageRow {
  const { reply, reactions, mentions: _mentions, ...rest } = row;
  const deleting = context.deleting(row.id);
  const way = context.wayOf(row.slot);
  return {
    ...rest,
    name,
    mine: row.author === context.me,
    ...(reply ? { reply: quoteOf(reply, context) } : {}),
    ...(deleting === undefined ? {} : { deleting }),
    ...(way === undefined ? {} : { way }),
    ...(row.at > context.now + FLAGGED_MS ? { ahead: true as const } : {}),
    reactions: reactions.map(({ emoji, by }) => ({
      emoji,
      by: by.map((identity) => ({ identity, name: context.nameOf(identity) })),
      mine: by.includes(context.me),
    })),
  };
}

const quoteOf = (
  reply: NonNullable<TimelineMessage['reply']>,
  context: RowContext,
): NonNullable<MessageRow['reply']> => ({
  id: reply.id,
  name: reply.author ? context.nameOf(reply.author) : '',
  text: reply.text ?? '',
  ...(reply.gone ? { gone: true as const } : {}),
});
