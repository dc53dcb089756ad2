/** What the members of a room have written before anything is measured. */
import { encodeBody } from '#shared/timeline/body.ts';
import { prefixOf } from '#shared/timeline/prefix.ts';
import { readDay } from '../../scripts/demo/day.ts';
import type { Person } from '#testing/charterPeople.ts';
import type { BenchRoom } from './benchRoom.ts';
import type { List } from './pen.ts';

/** `count` entries whose bodies have `bodyBytes` bytes each before they are sealed. For servers alone: nobody reads them. */
export function evenList(room: BenchRoom, member: Person, count: number, bodyBytes: number): List {
  const pen = room.penOf(member);
  const body = bodyOf(bodyBytes);
  const begin = Date.now();
  for (let seq = 0; seq < count; seq++) pen.write(body, begin + seq);
  return pen;
}

function bodyOf(bytes: number): Uint8Array {
  const message = (length: number) => encodeBody({ t: 'message', text: 'x'.repeat(length) }, []);
  const body = message(2 * bytes - message(bytes).length);
  if (body.length !== bytes) throw new RangeError(`no message encodes to ${bytes} bytes`);
  return body;
}

/**
 * A conversation as people read it: the members say in turn what was said on a day of the Ubuntu channel, again and again,
 * each having seen the message before; the last one is said a minute ago. Everybody is called something first.
 */
export function conversation(room: BenchRoom, messages: number): List[] {
  const pens = room.members.map((member) => room.penOf(member));
  const end = Date.now() - 60_000;
  const begin = Math.max(Date.parse(room.month), end - messages * 5000);
  pens.forEach((pen, i) => pen.write(encodeBody({ t: 'profile', name: `Member ${i + 1}` }, []), begin));
  const day = readDay(end);
  let seen: Uint8Array[] = [];
  for (let i = 0; i < messages; i++) {
    const ms = Math.floor(begin + 1 + ((end - begin) * (i + 1)) / messages);
    const text = day[i % day.length]?.text ?? '';
    const entry = pens[i % pens.length]?.write(encodeBody({ t: 'message', text }, seen), ms);
    if (entry) seen = [prefixOf(entry.id)];
  }
  return pens;
}
