import { monthOf, type DeviceId, type EntryId, type WriterId } from '#shared/ids.ts';
import type { Item } from '#shared/timeline/item.ts';
import { prefixOf } from '#shared/timeline/prefix.ts';
import { idFrom, identityFrom } from './correspondent.ts';

const BEGIN = Date.UTC(2026, 9, 1);

/** Messages of many writers, one every 15 seconds, each by somebody who had seen the one before. */
export function conversation(messages: number, writers: number): Item[] {
  const lists = Array.from({ length: writers }, (): Item[] => []);
  const items: Item[] = [];
  for (let at = 0; at < messages; at++) {
    const who = (at * 7 + Math.floor(at / 13)) % writers;
    const list = lists[who] ?? [];
    const last = items.at(-1);
    const previous = list.at(-1)?.id;
    const ms = BEGIN + at * 15_000;
    const item: Item = {
      id: idFrom(`message ${at}`) as EntryId,
      writer: (who + 1) as WriterId,
      seq: list.length,
      segment: monthOf(ms),
      device: idFrom(`device ${who}`) as DeviceId,
      identity: identityFrom(`person ${who}`),
      rank: 'member',
      hlc: { ms, counter: 0 },
      ...(previous && { previous }),
      body: {
        op: { t: 'message', text: `message number ${at} of a conversation` },
        seen: last ? [prefixOf(last.id)] : [],
      },
    };
    list.push(item);
    items.push(item);
  }
  return items;
}
