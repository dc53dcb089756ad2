/** What the charter of a large room costs: folding it, a new room key for everybody, and putting somebody out. */
import { makeGrants, makeRotate, ungranted } from '#shared/charter/epochs.ts';
import { Charter } from '#shared/charter/charter.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import type { Cut } from '#shared/charter/cuts.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER, documentId, type EntryId, type EpochId, roomOf, type WriterId } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { Person } from '#testing/charterPeople.ts';
import { longCharter } from '#testing/longCharter.ts';

/** Timelines a member of two years has written to from one device. */
const MONTHS = 24;

/** ms of this process's CPU, which a busy machine does not change much. */
function cpu<T>(run: () => T): { readonly ms: number; readonly made: T } {
  const before = process.cpuUsage();
  const made = run();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, made };
}

const say = (name: string, figures: string): void => {
  console.log(name.padEnd(44), figures);
};

const inBytes = (entries: readonly Entry[]): string => {
  const update = encodeUpdate(runsOfEntries(entries));
  return `${entries.length} entries, ${update.length.toLocaleString('en')} bytes as an update`;
};

/** A copy with payloads of its own: nothing parsed before serves it. */
const afresh = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => ({ ...entry, payload: entry.payload.slice() }));

function foldOf(entries: readonly Entry[]): void {
  const [first] = entries;
  if (!first) return;
  const charter = new Charter(roomOf(first.document));
  const { ms } = cpu(() => {
    for (const entry of entries) charter.add(entry, { trusted: true });
    charter.state();
  });
  const label = `fold of ${entries.length.toLocaleString('en')} ops, from own storage`;
  say(label, `${ms.toFixed(0)} ms CPU, ${(charter.work / entries.length).toFixed(2)} effects an op`);
}

/** A room of so many people with a device each, in which all have the key. */
function roomOfMany(people: number): { owner: Person; others: Person[]; epoch: EpochId } {
  const owner = new Person('owner');
  owner.founds();
  const others = Array.from({ length: people - 1 }, (_, n) => new Person(`member ${n}`));
  for (const { certificate } of others) owner.says({ t: 'member.add', role: 'member', certificates: [certificate] });
  return { owner, others, epoch: rotate(owner) };
}

function rotate(owner: Person): EpochId {
  const { id, key, op } = makeRotate(owner.charter.state(), [], (epoch) => owner.keyring.key(epoch), owner.random);
  owner.keyring.add(id, key);
  owner.says(op);
  grant(owner, id);
  return id;
}

function grant(owner: Person, epoch: EpochId): void {
  const state = owner.charter.state();
  const key = owner.keyring.key(epoch) ?? new Uint8Array();
  for (const op of makeGrants(state, [], epoch, key, ungranted(state, epoch), owner.random)) owner.says(op);
}

function remove(owner: Person, victim: Person): void {
  const last = owner.written[0]?.id ?? ('' as EntryId);
  const cuts = Array.from({ length: MONTHS }, (_, n): Cut => ({ writer: (n + 1) as WriterId, count: 500, last }));
  const state = owner.charter.state();
  const stay = [...state.devices.keys()].filter((device) => device !== victim.device);
  const { id, key, op } = makeRotate(state, [], (epoch) => owner.keyring.key(epoch), owner.random, stay);
  const { parents, commit, links } = op;
  owner.keyring.add(id, key);
  owner.says({ t: 'member.remove', member: victim.identity, cuts, rotate: { parents, commit, links } });
  grant(owner, id);
}

/** What `act` adds to the room: to make, and to take in for somebody else who is in it. */
function cost(name: string, people: number, act: (owner: Person, others: readonly Person[]) => void): void {
  const { owner, others } = roomOfMany(people);
  const before = owner.written.length;
  const [reader] = others;
  if (!reader) return;
  const { room } = owner.charter;
  reader.enters(room);
  const log = new DocumentLog(documentId(room, CHARTER));
  const judge = charterJudge(reader.charter);
  admit(log, runsOfEntries(owner.written), judge);
  reader.keyring.learn(reader.charter, reader.device, reader.box);
  const { ms: making } = cpu(() => {
    act(owner, others);
  });
  const added = owner.written.slice(before);
  const { ms: taking } = cpu(() => {
    admit(log, runsOfEntries(added), judge);
    reader.keyring.learn(reader.charter, reader.device, reader.box);
  });
  const times = `${making.toFixed(0)} ms CPU to make, ${taking.toFixed(0)} ms to take in`;
  say(name, `${inBytes(added)}, ${times}`);
}

await cryptoReady();
cost('warming up', 30, (owner) => rotate(owner));
cost('a new room key for 100 devices', 100, (owner) => rotate(owner));
cost('putting one of 300 people out', 300, (owner, others) => {
  const victim = others.at(-1);
  if (victim) remove(owner, victim);
});
for (const ops of [5_000, 50_000]) foldOf(afresh(longCharter(ops).entries));
