/** What is not yet, or not at all, as it must be once everything works again. Nothing of both: converged, and nothing lost. */
import { equalBytes } from '#shared/bytes.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { identityOf } from '#shared/charter/state.ts';
import { CHARTER, documentId, type DeviceId, type RoomId, type Segment } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { afterPrefix } from '#shared/ports/deviceStore.ts';
import { encodeRows } from '#shared/timeline/rows.ts';
import { HELD } from '../../../client/src/engine/heldDeletes.ts';
import type { Room } from '../../../client/src/engine/room.ts';
import { rowOf } from '../../../client/src/engine/rowsOf.ts';
import type { MessageRow, Row } from '../../../client/src/engine/messages/rows.ts';
import { memoryStore } from '../../../client/src/adapters/memoryStore.ts';
import { lossesOf, lostOf } from './losses.ts';
import { membersOf, type Member } from './members.ts';
import { Reading } from './opsOf.ts';
import { wrongsOf } from './rights.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';

/** What is still on its way: cheap to ask, so it is asked until nothing is, and then for what is wrong. */
export async function unsettledIn(devices: readonly SimulatedDevice[], id: RoomId): Promise<string[]> {
  const honest = devices.filter(({ lies }) => !lies);
  const complaints = honest.flatMap(unsettled);
  for (const device of honest) complaints.push(...(await leftovers(device)));
  const [first, ...others] = membersOf(honest, id);
  // Whose storage was evicted is somebody new, and may find nobody who lets them in; and a room may be handed to a liar.
  const isDeserted = devices.some(({ former, lies }) => lies || former.length > 0);
  if (!first) return isDeserted ? complaints : [...complaints, 'nobody is in the room'];
  for (const other of others) complaints.push(...differences(first, other));
  return complaints;
}

/** `relayForgot`: the relay lost its disk, or some of it: what somebody who has left since had given to it alone is gone. */
export async function wrongIn(
  devices: readonly SimulatedDevice[],
  id: RoomId,
  relayForgot: boolean,
): Promise<string[]> {
  const complaints: string[] = [];
  const honest = devices.filter(({ lies }) => !lies);
  const members = membersOf(honest, id);
  const mayGoOn = devices.some(({ hasLost, clockWasSet }) => hasLost || clockWasSet);
  const liars = new Set(devices.flatMap((device) => (device.lies ? everyKeyOf(device) : [])));
  const writers = (relayForgot ? members.map(({ device }) => device) : honest).filter(
    ({ hasLost }) => !relayForgot || !hasLost,
  );
  const reading = new Reading();
  for (const member of members)
    complaints.push(
      ...(await misshown(member)),
      ...forks(member, mayGoOn, liars),
      ...lossesOf(member, members, writers, liars, reading),
      ...(relayForgot ? [] : honest.flatMap(({ former }) => former.flatMap((one) => lostOf(member, one, reading)))),
      ...wrongsOf(member, devices, reading),
    );
  return complaints;
}

function unsettled({ name, engine, sent }: SimulatedDevice): string[] {
  if (!engine) return [`${name} does not run`];
  if (!engine.self) return [];
  const complaints: string[] = [];
  if (engine.connection.current.state !== 'up') complaints.push(`${name} is ${engine.connection.current.state}`);
  for (const { id, command, answer, isForgotten } of sent) {
    if (!answer && !isForgotten) complaints.push(`${name} has no answer to ${command.do} ${id}`);
  }
  return complaints;
}

/** What must not be on a disk any more. */
async function leftovers({ name, disk }: SimulatedDevice): Promise<string[]> {
  const store = memoryStore(disk);
  const kept = await store.range('outbox', {});
  const held = await store.range('commands', { from: HELD, to: afterPrefix(HELD) });
  return [
    ...kept.map(({ key }) => `${name} keeps ${key.slice(0, 6)}…${key.slice(43)} in its outbox`),
    ...held.map(({ key }) => `${name} still holds ${key}`),
  ];
}

function differences(one: Member, other: Member): string[] {
  const names = `${one.device.name} and ${other.device.name}`;
  const complaints: string[] = [];
  const compare = (what: string, of: (member: Member) => Uint8Array | undefined): void => {
    const [a, b] = [of(one), of(other)];
    if (!a || !b || !equalBytes(a, b)) complaints.push(`${names} differ in ${what}`);
  };
  compare('the charter’s entries', ({ room }) => room.charter.document.log.digest());
  for (const segment of new Set([one, other].flatMap(({ room }) => room.index.segments))) {
    compare(`the entries of ${segment}`, ({ room }) => digestOf(room, segment));
  }
  for (const segment of new Set([one, other].flatMap(({ room }) => room.index.segments))) {
    if (segment !== CHARTER) compare(`what of ${segment} is gone`, ({ room }) => room.husks.digest(segment));
  }
  // Where entries differ, what follows from them does.
  if (complaints.length > 0) return complaints;
  compare('the charter', ({ room }) => encodeState(room.charter.charter.state()));
  compare('the timeline', ({ room }) => encodeRows(room.timeline.fold.rows()));
  return complaints;
}

/** A month that somebody has begun and said nothing in is not here, and as good as empty. */
const digestOf = (room: Room, segment: Segment): Uint8Array =>
  room.documentOf(segment)?.log.digest() ??
  room.index.digestOf(segment) ??
  new DocumentLog(documentId(room.id, segment)).digest();

/** The view store against the fold, row by row. */
async function misshown({ device, engine, room }: Member): Promise<string[]> {
  const store = memoryStore(device.disk);
  const [prefix, to] = [`${room.id}/`, `${room.id}/\uffff`];
  const stored = await store.range('rows', { from: prefix, to });
  const context = {
    me: engine.keys?.identity ?? ('' as never),
    now: device.now(),
    nameOf: (identity: Parameters<Room['view']['nameOf']>[0]) => room.view.nameOf(identity),
    deleting: () => undefined,
    wayOf: (slot: Parameters<Room['ways']['of']>[0]) => room.ways.of(slot),
  };
  const wanted = room.timeline.fold.rows().map((row) => rowOf(row, context));
  const shown = stored.map(({ value }) => value as Row);
  const complaints = wanted.flatMap((row, i) =>
    JSON.stringify(row) === JSON.stringify(shown[i])
      ? []
      : [`${device.name} shows ${JSON.stringify(shown[i])} for ${JSON.stringify(row)}`],
  );
  if (shown.length !== wanted.length) complaints.push(`${device.name} shows ${shown.length} rows of ${wanted.length}`);
  const places = new Map(
    (await store.range('places', { from: prefix, to })).map(({ key, value }) => [key.slice(prefix.length), value]),
  );
  const messages = wanted.filter((row): row is MessageRow => row.kind === 'message');
  for (const { id, order } of messages)
    if (places.get(id) !== order) complaints.push(`${device.name} does not find ${id}`);
  const total = await store.get('rooms', `total/${room.id}`);
  if (total !== messages.length)
    complaints.push(`${device.name} counts ${String(total)} messages of ${messages.length}`);
  return complaints.slice(0, 3);
}

/** Those it had before its storage was evicted, too. */
const everyKeyOf = ({ engine, former }: SimulatedDevice): DeviceId[] => [
  ...former.map(({ device }) => device),
  ...(engine?.keys ? [engine.keys.device] : []),
];

/** LOG-9: a device that lost nothing, was never cut off and whose clock was right needs no second writer; no honest one ever forks. */
const forks = ({ device, room }: Member, mayGoOn: boolean, liars: ReadonlySet<DeviceId>): string[] => [
  ...room.forks.book
    .all()
    .flatMap(({ proof }) => (liars.has(proof.device) ? [] : [`${device.name} knows of a fork in ${proof.document}`])),
  ...room.documents.flatMap(({ id, log }) =>
    [...log.heads.values()]
      .filter(({ device: author }) => !liars.has(author))
      .flatMap(({ n, device: author, voidFrom }) => [
        ...(n > 0 && !mayGoOn && !wasCutOff(room, author) ? [`${device.name} sees a second writer in ${id}`] : []),
        ...(voidFrom !== undefined ? [`${device.name} sees void entries in ${id}`] : []),
      ]),
  ),
];

/** Was its person put out, lowered or let in at some time, by whatever op, also by one that turned out void: its lists stopped for a while. */
function wasCutOff({ charter: { charter, document } }: Room, author: DeviceId): boolean {
  const state = charter.state();
  const identity = identityOf(state, author);
  const ways = state.devices.get(author)?.ways ?? [];
  return document.entries().some(({ id, device }) => {
    const op = charter.opOf(id);
    if (op?.t === 'member.leave' || op?.t === 'member.handover') return identityOf(state, device) === identity;
    if (op?.t === 'join') return op.certificate.sign === author && !ways.includes(id);
    return (op?.t === 'member.remove' || op?.t === 'member.role') && op.member === identity;
  });
}
