/** What is asked of a delete that is still held when its person is put out. */
import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { EntryId, IdentityId, RoomId } from '#shared/ids.ts';
import { memoryStore } from '../../../client/src/adapters/memoryStore.ts';
import type { Command } from '../../../client/src/engine/messages/command.ts';
import type { MessageRow } from '../../../client/src/engine/messages/rows.ts';
import { lossesOf } from './losses.ts';
import { membersOf } from './members.ts';
import { Reading } from './opsOf.ts';
import { SimulatedDevice, type Sent } from './simulatedDevice.ts';
import { SimulatedRelay } from './simulatedRelay.ts';
import { World } from './world.ts';

beforeAll(cryptoReady);

const PATIENCE_MS = 60_000;
const HELD_MS = 6_000;

/** Alice has a room; Bob is an admin there, Carol a member who says something. */
class Scene {
  readonly world = new World(5, Date.UTC(2026, 10, 20, 12));
  readonly #relay = new SimulatedRelay(this.world);
  readonly alice = new SimulatedDevice('alice', this.world, this.#relay);
  readonly bob = new SimulatedDevice('bob', this.world, this.#relay);
  readonly carol = new SimulatedDevice('carol', this.world, this.#relay);
  readonly devices = [this.alice, this.bob, this.carol];
  room = '' as RoomId;
  said = '' as EntryId;

  async begin(): Promise<this> {
    this.#relay.start();
    for (const device of this.devices) device.start();
    await this.until(() => this.devices.every(({ engine }) => engine !== undefined));
    for (const device of this.devices) await this.done(device, { do: 'start', name: device.name });
    this.room = (await this.done(this.alice, { do: 'room.create', name: 'a room' })).room as RoomId;
    const { room } = this;
    const invite = { do: 'invite.create', room, uses: 'any', days: 7, open: false } as const;
    const link = (await this.done(this.alice, invite)).link ?? '';
    for (const one of [this.bob, this.carol]) one.do({ do: 'join.ask', link, name: one.name });
    await this.until(() => this.devices.every((device) => this.mayWrite(device)));
    await this.done(this.alice, { do: 'member.role', room, identity: this.who(this.bob), role: 'admin' });
    this.said = (await this.done(this.carol, { do: 'send', room, text: 'hello' })).entry as EntryId;
    await this.world.advance(PATIENCE_MS);
    return this;
  }

  async done(device: SimulatedDevice, command: Command): Promise<Extract<NonNullable<Sent['answer']>, { ok: true }>> {
    const sent = device.do(command);
    await this.until(() => sent.answer !== undefined);
    if (!sent.answer?.ok) throw new Error(`${command.do} was not done`);
    return sent.answer;
  }

  async until(is: () => boolean): Promise<void> {
    for (let waited = 0; !is(); waited += 20) {
      if (waited > PATIENCE_MS) throw new Error('waited in vain');
      await this.world.advance(20);
    }
  }

  who({ engine }: SimulatedDevice): IdentityId {
    return engine?.self?.identity as IdentityId;
  }

  mayWrite({ engine }: SimulatedDevice): boolean {
    const room = engine?.rooms.get(this.room);
    return room?.isOpen === true && room.mayWrite;
  }

  putsOut(by: SimulatedDevice, whom: SimulatedDevice): Promise<unknown> {
    return this.done(by, { do: 'member.remove', room: this.room, identity: this.who(whom) });
  }

  delete(): Promise<unknown> {
    return this.done(this.carol, { do: 'delete', room: this.room, target: this.said });
  }

  /** What Carol said, as windows paint it. */
  async shownAt({ disk }: SimulatedDevice): Promise<string> {
    const rows = await memoryStore(disk).range('rows', { from: `${this.room}/`, to: `${this.room}/\uffff` });
    const row = rows.map(({ value }) => value as MessageRow).find(({ id }) => id === this.said);
    if (!row) return 'nothing';
    return row.deleting === undefined ? (row.deleted?.by ?? row.text) : 'about to be deleted';
  }

  /** Of what Alice and Carol did. */
  get losses(): string[] {
    const honest = [this.alice, this.carol];
    const members = membersOf(honest, this.room);
    return members.flatMap((member) => lossesOf(member, members, honest, new Set(), new Reading()));
  }
}

test('[T-44] a delete that its author, put out by a removal that turns out void, could not say is not missed: it stands again to them', async () => {
  const scene = await new Scene().begin();
  const { alice, bob, carol } = scene;
  // Alice puts Bob out, and nobody hears of it yet.
  alice.road.cut();
  await scene.putsOut(alice, bob);
  await scene.delete();
  expect(await scene.shownAt(carol)).toBe('about to be deleted');
  await scene.putsOut(bob, carol);
  await scene.until(() => !scene.mayWrite(carol));
  await scene.world.advance(2 * HELD_MS);
  expect(await scene.shownAt(carol)).toBe('hello');

  alice.road.mend();
  await scene.until(() => scene.mayWrite(carol) && scene.mayWrite(alice));
  await scene.world.advance(PATIENCE_MS);
  expect(scene.losses).toEqual([]);

  await scene.delete();
  await scene.world.advance(PATIENCE_MS);
  for (const device of [alice, carol]) expect(await scene.shownAt(device)).toBe('author');
  expect(scene.losses).toEqual([]);
});

test('[T-44] a delete that its author could say and that is nowhere is missed, also where an earlier one of theirs was let go', async () => {
  const scene = await new Scene().begin();
  const { alice, carol } = scene;
  const command = { do: 'delete', room: scene.room, target: scene.said } as const;
  const deletes = (more: Partial<Sent>): Sent => ({
    id: 'delete',
    command,
    answer: { ok: true },
    ...more,
  });
  carol.sent.push(deletes({ isLetGo: true }));
  expect(scene.losses).toEqual([]);
  carol.sent.push(deletes({}));
  const by = (device: SimulatedDevice): string => `${device.name} lacks the delete of ${scene.said} by carol`;
  expect(scene.losses).toEqual([alice, carol].map(by));
});
