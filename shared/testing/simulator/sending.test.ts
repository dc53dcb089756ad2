/** T-42: the program dies at every await there is between a person's sending something and its being settled. */
import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { documentId, type RoomId } from '#shared/ids.ts';
import { memoryStore } from '../../../client/src/adapters/memoryStore.ts';
import { SimulatedDevice, type Sent } from './simulatedDevice.ts';
import { SimulatedRelay } from './simulatedRelay.ts';
import { World } from './world.ts';

beforeAll(cryptoReady);

const TEXT = 'once';
const PATIENCE_MS = 60_000;

/** Alice and Bob in a room, with everything said so far settled. */
class Scene {
  readonly #world = new World(42, Date.UTC(2026, 10, 20, 12));
  readonly #relay = new SimulatedRelay(this.#world);
  readonly alice = new SimulatedDevice('alice', this.#world, this.#relay);
  readonly bob = new SimulatedDevice('bob', this.#world, this.#relay);
  room = '' as RoomId;

  static async make(): Promise<Scene> {
    const scene = new Scene();
    await scene.#meet();
    return scene;
  }

  async #meet(): Promise<void> {
    const { alice, bob } = this;
    this.#relay.start();
    for (const device of [alice, bob]) device.start();
    await this.until(() => alice.engine !== undefined && bob.engine !== undefined);
    for (const device of [alice, bob]) await this.#done(device.do({ do: 'start', name: device.name }));
    const made = await this.#done(alice.do({ do: 'room.create', name: 'a room' }));
    if (made.ok && made.room) this.room = made.room;
    const invite = { do: 'invite.create', room: this.room, uses: 'any', days: 7, open: true } as const;
    const invited = await this.#done(alice.do(invite));
    if (invited.ok && invited.link) bob.do({ do: 'join.ask', link: invited.link, name: 'bob' });
    await this.until(() => this.#room(alice)?.charter.charter.state().members.size === 2);
    await this.until(() => this.#room(bob)?.mayWrite === true);
    for (const device of [alice, bob]) device.show();
    await this.until(() => this.isSettled());
    await this.#world.advance(5_000);
  }

  async #done(sent: Sent): Promise<NonNullable<Sent['answer']>> {
    await this.until(() => sent.answer !== undefined);
    if (!sent.answer?.ok) throw new Error(`${sent.command.do} was not done`);
    return sent.answer;
  }

  async until(is: () => boolean): Promise<void> {
    for (let waited = 0; !is(); waited += 20) {
      if (waited > PATIENCE_MS) throw new Error('waited in vain');
      await this.#world.advance(20);
    }
  }

  /** Nothing of Alice's is on its way. */
  isSettled(): boolean {
    const { engine } = this.alice;
    return engine !== undefined && this.#isUp() && !engine.outbox.holds(this.room);
  }

  #isUp = (): boolean => this.alice.engine?.connection.current.state === 'up';

  #room({ engine }: SimulatedDevice) {
    const room = engine?.rooms.get(this.room);
    return room?.isOpen ? room : undefined;
  }

  countAt(device: SimulatedDevice): number {
    const rows = this.#room(device)?.timeline.fold.rows() ?? [];
    return rows.filter((row) => row.kind === 'message' && row.text === TEXT).length;
  }

  /** As windows paint it. */
  async shownAt({ disk }: SimulatedDevice): Promise<number> {
    const rows = await memoryStore(disk).range('rows', { from: `${this.room}/`, to: `${this.room}/\uffff` });
    return rows.filter(({ value }) => (value as { text?: string }).text === TEXT).length;
  }

  /** Own messages that the screen says are not on the relay yet. */
  waitingAt(device: SimulatedDevice): number {
    const room = this.#room(device);
    return (
      room?.view.waiting(({ segment, writer }) => room.copies.relayCount(documentId(room.id, segment), writer))
        .length ?? 0
    );
  }

  send(): Sent {
    return this.alice.do({ do: 'send', room: this.room, text: TEXT });
  }

  /** Alice opens the app again with no way to the relay, then with one. `asksAgain`: her window lived on. */
  async reopens(sent: Sent, asksAgain: boolean): Promise<void> {
    const { alice, bob } = this;
    delete sent.isForgotten;
    if (!asksAgain && !sent.answer) sent.isForgotten = true;
    await this.#world.advance(3_000);
    alice.road.cut();
    alice.start();
    await this.until(() => this.#room(alice) !== undefined);
    await this.#world.advance(3_000);
    // Kept here and not said to be on its way: then it is there.
    if (this.countAt(alice) > this.waitingAt(alice)) expect(this.countAt(bob)).toBe(1);
    alice.road.mend();
    await this.until(() => this.isSettled() && (sent.answer !== undefined || sent.isForgotten === true));
    await this.#world.advance(3_000);
  }
}

/** How many awaits there are, where nothing goes wrong. */
async function awaitsOfSending(): Promise<number> {
  const scene = await Scene.make();
  const before = scene.alice.awaited;
  const sent = scene.send();
  await scene.until(() => sent.answer !== undefined && scene.countAt(scene.bob) === 1 && scene.isSettled());
  return scene.alice.awaited - before;
}

test.for([true, false])(
  '[T-42] killed at every await of sending, a message is there exactly once, or is not and never was said to be (asked again: %s)',
  { timeout: 240_000 },
  async (asksAgain) => {
    const awaits = await awaitsOfSending();
    expect(awaits).toBeGreaterThan(10);
    const counts = new Set<number>();
    for (let nth = 1; nth <= awaits; nth++) {
      const scene = await Scene.make();
      scene.alice.dieAtAwait(nth);
      const sent = scene.send();
      await scene.until(() => !scene.alice.isRunning);
      await scene.reopens(sent, asksAgain);
      const [here, there] = [scene.countAt(scene.alice), scene.countAt(scene.bob)];
      counts.add(here);
      expect([nth, here, there, await scene.shownAt(scene.alice)]).toEqual([nth, here, here, here]);
      if (sent.answer?.ok) expect(here).toBe(1);
      else expect(here).toBeLessThanOrEqual(1);
    }
    // Whoever's window went with it may have to say it again; whoever's did not, never.
    expect([...counts].sort()).toEqual(asksAgain ? [1] : [0, 1]);
  },
);
