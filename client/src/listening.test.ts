/** Devices that can be dialled (MRK-4), told by a real relay: links are tables by hand, for whom an engine dials is what is asked. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import type { PeerEvents, PeerLinks } from '#shared/ports/peerLinks.ts';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const addressOf = (host: number): string =>
  `/ip4/192.0.2.${host}/udp/4001/webrtc-direct/certhash/uEiCid6sxpsra41_fdJwOGDvbxq2qDtCa1LBp3-Qbh9I2Qg`;

/** Links by which nobody is met; `at`: where this device says that it listens. */
class LoneLinks implements PeerLinks {
  readonly dialled = new Set<string>();
  readonly #own: string;
  readonly #at: readonly string[];
  #wake: () => void = () => undefined;

  constructor(own: string, at: readonly string[]) {
    this.#own = own.repeat(52);
    this.#at = at;
  }

  start(heard: PeerEvents): void {
    heard.reachable(this.#own);
  }
  listensAt(): readonly string[] {
    return this.#at;
  }
  dial(at: readonly string[]): void {
    for (const address of at) this.dialled.add(address);
    this.#wake();
  }
  async dials(address: string): Promise<void> {
    while (!this.dialled.has(address)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
  meet(): void {
    // Nobody is met.
  }
  introduced(): void {
    // As above.
  }
  helpedBy(): void {
    // As above.
  }
  send(): void {
    // As above.
  }
  drop(): void {
    // As above.
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

const gathering = Gathering.forTests();
const links = new Map<string, LoneLinks>();

const meet = (name: string, own: string, ...at: readonly string[]): Promise<HeadlessPerson> =>
  gathering.meet(name, () => {
    const made = new LoneLinks(own, at);
    links.set(name, made);
    return made;
  });

/** Its marker has told where it listens. */
const knows = ({ device }: HeadlessPerson, ...at: readonly string[]): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      const kept = [...(device.memory.disk.tables.get('index')?.read({ from: 'listens/', to: 'listens0' }) ?? [])];
      if (
        kept
          .map(({ value }) => String(value))
          .sort()
          .join() !== [...at].sort().join()
      )
        return;
      stop();
      resolve();
    };
    const stop = device.engine.onNotice(look);
    look();
  });

async function gather(...keepers: readonly HeadlessPerson[]): Promise<{ alice: HeadlessPerson; room: RoomId }> {
  const alice = await meet('Alice', '1');
  const room = await alice.startsRoom();
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  for (const keeper of keepers) await keeper.joins(link);
  return { alice, room };
}

test('[MRK-4] with the relay gone, who listens is dialled, after a restart as well; who was put out is not', async () => {
  const [carol, dora] = [await meet('Carol', '2', addressOf(2)), await meet('Dora', '3', addressOf(3))];
  const { alice, room } = await gather(carol, dora);
  await knows(alice, addressOf(2), addressOf(3));
  await alice.device.do({ do: 'member.remove', room, identity: identityOf(carol) });
  await alice.isKept(room);
  await alice.closes();
  await gathering.relay.end('SIGKILL');
  await alice.opens();
  const table = links.get('Alice');
  await table?.dials(addressOf(3));
  expect([...(table?.dialled ?? [])]).toEqual([addressOf(3)]);
});

test('[MRK-4] a room that keeps receipts to itself is told where somebody listens, and nothing of what is there', async () => {
  const keeper = await meet('Keeper', '2', addressOf(2));
  const { alice, room } = await gather();
  await alice.device.do({ do: 'room.rules', room, rules: { receipts: false } });
  const id = await alice.says(room, 'Who has this?');
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  await keeper.joins(link);
  await keeper.sees(room, 'Who has this?');
  await knows(alice, addressOf(2));
  const said = await alice.seesMessage(room, id, () => true);
  expect(await alice.copiesOf(room, said)).toMatchObject({ members: 0, off: true });
});
