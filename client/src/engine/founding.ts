/** Making a room and naming it. */
import { makeGenesis } from '#shared/charter/genesis.ts';
import { makeRotate } from '#shared/charter/epochs.ts';
import { sealSettings } from '#shared/entry/sealSettings.ts';
import { GrapevineError } from '#shared/errors.ts';
import { mayChangeSettings, type RoomKind } from '#shared/charter/state.ts';
import { monthOf, type IdentityId, type RoomId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Random } from '#shared/ports/random.ts';
import { reaches } from './epochReach.ts';
import type { Host } from './host.ts';
import type { Room } from './room.ts';
import { settingsOf } from './roomBooks.ts';

const GENESIS_BYTES = 16;
const IV_BYTES = 24;

/** What a person founds; a `self` room is no person's doing. */
export type Founded = Exclude<RoomKind, 'self'>;

/** Works with no relay: the room is made here and goes out when somebody can be reached. */
export async function createRoom(
  engine: Host,
  name: string,
  also: (room: RoomId) => readonly Change[],
  { kind, other }: { readonly kind: Founded; readonly other?: IdentityId } = { kind: 'group' },
): Promise<RoomId> {
  const { clock, random } = engine.parts;
  const id = await foundRoom(engine, kind, () => []);
  const room = engine.room(id);
  await room.turn(() => writeSettings(room, name, undefined, random, also(id)));
  const of = { ...(kind === 'group' ? {} : { kind }), ...(other ? { other } : {}) };
  await engine.view.summarise({ room: id, name, members: 1, unread: 0, createdAt: clock.now(), ...of });
  await room.save();
  engine.enter(room);
  return id;
}

/** A room with its founder and its first key; `also` is written in the transaction that makes it. */
export async function foundRoom(
  engine: Host,
  kind: RoomKind,
  also: (room: RoomId) => readonly Change[],
): Promise<RoomId> {
  const { clock, random } = engine.parts;
  const keys = await engine.needKeys();
  const founding = {
    certificate: keys.certificate,
    random: random.bytes(GENESIS_BYTES),
    month: monthOf(clock.now()),
    kind,
  };
  const { room: id } = makeGenesis(founding);
  const room = await engine.addRoom(id);
  await room.open();
  await room.turn(async () => {
    await room.charter.write({ t: 'genesis', ...founding }, undefined, also(id));
    const rotation = makeRotate(room.charter.charter.state(), [], () => undefined, random);
    await room.charter.write(rotation.op, rotation);
  });
  return id;
}

export async function renameRoom(room: Room, name: string, topic: string | undefined, random: Random): Promise<void> {
  await room.open();
  await room.turn(() => writeSettings(room, name, topic, random, []));
}

/** EPO-4: what the room is called is sealed anew under a key from which no way leads back, by whoever may change it. */
export async function renewSettings(room: Room, random: Random): Promise<void> {
  const { charter, keyring } = room.charter;
  const [state, usable, settings] = [charter.state(), keyring.usable(charter), settingsOf(room)];
  if (!settings || !state.settings || !usable || reaches(state, usable.epoch, state.settings.epoch)) return;
  if (mayChangeSettings(state, room.me)) await writeSettings(room, settings.name, settings.topic, random, []);
}

async function writeSettings(
  room: Room,
  name: string,
  topic: string | undefined,
  random: Random,
  also: readonly Change[],
): Promise<void> {
  const usable = room.charter.keyring.usable(room.charter.charter);
  if (!usable)
    throw new GrapevineError(
      'no-key',
      'This device has no key for the room yet. It comes as soon as a member who has it is online.',
    );
  const settings = { name, ...(topic ? { topic } : {}) };
  const sealed = sealSettings(usable.key, room.id, settings, random.bytes(IV_BYTES));
  await room.charter.write({ t: 'settings', settings: { epoch: usable.epoch, sealed } }, undefined, also);
}
