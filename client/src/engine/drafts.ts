/** What a person has begun to write, kept with what the list says of the room. */
import type { RoomId } from '#shared/ids.ts';
import type { Draft, RoomSummary } from './messages/rooms.ts';
import type { ViewStore } from './viewStore.ts';

export const isEmpty = ({ text, reply, edit }: Draft): boolean =>
  text === '' && reply === undefined && edit === undefined;

export async function keepDraft(view: ViewStore, room: RoomId, draft: Draft): Promise<void> {
  const summary = view.summary(room);
  if (!summary) return;
  const { draft: _draft, ...rest } = summary;
  const changed: RoomSummary = isEmpty(draft) ? rest : { ...rest, draft };
  await view.summarise(changed);
}
