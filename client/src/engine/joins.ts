/** The links this device is coming in by. Those a person asked for are kept, so that a reload goes on waiting. */
import { readInviteLink, type InviteLink } from '#shared/charter/inviteLink.ts';
import type { RoomId } from '#shared/ids.ts';
import { afterPrefix } from '#shared/ports/deviceStore.ts';
import type { Enter, Entered, Refuse } from '#shared/wire/frames.ts';
import type { ComingIn, Door, Host } from './host.ts';
import type { Asking, Join } from './join.ts';
import type { Answer } from './messages/answer.ts';
import type { JoinProgress } from './messages/invites.ts';
import type { Room } from './room.ts';

const PREFIX = 'join/';
/** A link that nobody has let a person in by for so long is asked for no more. */
const ASKED_FOR_MS = 30 * 24 * 60 * 60_000;

interface KeptJoin {
  readonly link: string;
  /** When it was asked for, ms UTC. */
  readonly at: number;
  /** As it was asked: asked again, it is the same request. */
  readonly request?: Uint8Array;
}

export class Joins implements ComingIn {
  readonly #engine: Host;
  readonly #joins = new Map<RoomId, Join>();
  /** Links being taken up. One may be looked at and asked about in one breath: both are about one join, in whatever order they get here. */
  readonly #beginning = new Map<RoomId, Promise<Join>>();

  constructor(engine: Host) {
    this.#engine = engine;
  }

  /** Goes on with what an earlier run was asked for. */
  async resume(): Promise<void> {
    const rows = await this.#engine.parts.store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    const { clock } = this.#engine.parts;
    for (const { key, value } of rows) {
      const { link, at } = value as KeptJoin;
      if (clock.now() - at > ASKED_FOR_MS) await this.#keep(key.slice(PREFIX.length) as RoomId, undefined);
      else await (await this.#take(link))?.want();
    }
  }

  isJoining(room: RoomId): boolean {
    const join = this.#joins.get(room);
    return this.#beginning.has(room) || (join !== undefined && !join.isDone);
  }

  /** Is it this join alone that turns to the room? One that led nowhere leaves a room its person was in to be heard of as it is. */
  turnsTo(room: RoomId): boolean {
    const isKnown = this.#engine.view.summary(room) !== undefined;
    return this.isJoining(room) && !(isKnown && this.#joins.get(room)?.isOver === true);
  }

  proof(room: RoomId, transcript: Uint8Array): Enter['invite'] {
    return this.#joins.get(room)?.proof(transcript);
  }

  async look(link: string): Promise<Answer> {
    await this.#take(link);
    return { ok: true };
  }

  async ask(link: string, name: string): Promise<Answer> {
    await this.#engine.introduce(name);
    const join = await this.#take(link);
    if (!join) return { ok: false, code: 'bad-link', say: 'This is not a whole invite link. Copy it again.' };
    const kept = await this.#kept(join.room.id);
    if (kept?.link !== link) await this.#keep(join.room.id, { link, at: this.#engine.parts.clock.now() });
    await join.want();
    return { ok: true, room: join.room.id };
  }

  async cancel(link: string): Promise<Answer> {
    const read = readInviteLink(link);
    if (!read.ok) return { ok: true };
    await this.#forget(read.value.room);
    return { ok: true };
  }

  /** A new link stands. */
  entered(transcript: Uint8Array): void {
    for (const join of this.#joins.values()) if (!join.isDone && !join.isOver) join.enter(transcript);
  }

  /** A person is back, or the network: whatever is looked for is looked for now. */
  wake(): void {
    for (const join of this.#joins.values()) join.wake();
  }

  unreachable(): void {
    for (const join of this.#joins.values()) join.unreachable();
  }

  offered({ room, state, documents }: Entered): void {
    const entries = documents.reduce((sum, offer) => sum + offer.entries, 0);
    this.#joins.get(room)?.entered(state === 'unknown', entries);
  }

  /** True when a join was refused. A bad invite without a time to try again stays one (CHA-8). */
  refused({ room, code, say, retry }: Refuse): boolean {
    const join = room && this.#joins.get(room);
    const isOver = code === 'bad-invite' && retry === undefined && !join?.isIn;
    if (!join || join.isDone || join.isOver || (join.isFetching && !isOver)) return false;
    if (isOver) {
      join.end('declined', say);
      this.#keep(join.room.id, undefined).catch((error: unknown) => this.#engine.trouble(error));
      if (!this.turnsTo(join.room.id)) this.#engine.enter(join.room);
    } else join.refused(code === 'bad-invite' ? 'unknown' : 'declined', say);
    return true;
  }

  /** Its person asks again, or nobody does. */
  async declined(room: RoomId, outcome: 'declined' | 'expired'): Promise<void> {
    const join = this.#joins.get(room);
    if (!join || join.isDone || join.isFetching) return;
    await this.#keep(room, undefined);
    join.declined(outcome);
  }

  /** The room changed: perhaps its way in did too. */
  async advance(room: Room): Promise<void> {
    const join = this.#joins.get(room.id);
    if (!join || join.isDone) return;
    await join.advance();
    if (!this.#isHere(join)) return;
    // On the disk first, and whoever sent it hears so: folding a long month leaves room for nothing else.
    await Promise.all(room.documents.map((document) => document.settled()));
    if (this.#isHere(join)) await this.#finish(join);
  }

  /** In, and what its person sees first is here; nor have they turned away meanwhile. */
  #isHere(join: Join): boolean {
    const { room, isFetching, isIn } = join;
    const isNewestHere = room.link.isNewestHere || this.#engine.peers.isNewestHere(room.id);
    return this.#joins.get(room.id) === join && isFetching && isIn && room.hasKey && isNewestHere;
  }

  async #finish(join: Join): Promise<void> {
    const { view, parts } = this.#engine;
    await join.room.shown();
    if (!this.#isHere(join)) return;
    await view.summarise({
      room: join.room.id,
      members: 0,
      unread: 0,
      createdAt: parts.clock.now(),
      ...(join.calls ? { name: join.calls } : {}),
      ...view.summary(join.room.id),
    });
    join.show();
    await this.#keep(join.room.id, undefined);
    // Named in every room from the first moment on, not from the first message (TIM-7).
    await join.room.introduce();
    if (this.#joins.get(join.room.id) !== join || !join.isIn) return;
    join.finish();
    this.#joins.delete(join.room.id);
    this.#engine.changed(join.room);
  }

  async #take(link: string): Promise<Join | undefined> {
    const tell = (progress: JoinProgress): void => this.#engine.tell({ is: 'join', progress });
    const read = readInviteLink(link);
    if (!read.ok) {
      tell({ link, step: 'dead', code: 'unreadable', say: read.fault.say });
      return undefined;
    }
    const { room: id, relay: origin } = read.value;
    // Asked without a pause: between the look and the making no other may come in.
    const begun = this.#joins.get(id) ?? this.#beginning.get(id);
    const known = await begun;
    if (known && !known.givesWayTo(link)) {
      known.repeat(link);
      return known;
    }
    const other = this.#beginning.get(id);
    if (other) return other;
    const summary = this.#engine.view.summary(id);
    if (summary && !summary.left) {
      tell({ link, step: 'done', room: id });
      return undefined;
    }
    if (origin !== this.#engine.parts.origin) {
      tell({
        link,
        step: 'dead',
        code: 'unreachable',
        say: `This invite belongs to ${origin}. Open the link itself to join there.`,
      });
      return undefined;
    }
    const before = known ? this.#forget(id) : Promise.resolve();
    const beginning = before.then(() => this.#begin(link, read.value, tell)).finally(() => this.#beginning.delete(id));
    this.#beginning.set(id, beginning);
    return beginning;
  }

  async #begin(link: string, read: InviteLink, tell: (progress: JoinProgress) => void): Promise<Join> {
    const { parts, relay } = this.#engine;
    const keys = await this.#engine.needKeys();
    await this.#engine.forgetting.welcome(read.room);
    const room = await this.#engine.addRoom(read.room);
    await room.open();
    const asker: Asking = {
      doors: () => this.#doors(read.room),
      request: (make) => this.#request(read.room, link, make),
    };
    // Whoever opens the app to talk has no use for it.
    const { Join } = await import('./join.ts');
    const join = new Join(link, read, room, keys, relay, parts, tell, asker);
    this.#joins.set(read.room, join);
    tell({ link, step: 'checking', room: read.room });
    this.#engine.peers.seek(read.room);
    if (relay.transcript && relay.isOpen) join.enter(relay.transcript);
    else if (this.#engine.connection.current.state === 'offline') join.unreachable();
    return join;
  }

  #doors(room: RoomId): readonly Door[] {
    const { relay, peers } = this.#engine;
    const { transcript } = relay;
    const friends = peers.doors(room);
    return relay.isOpen && transcript ? [{ transcript, say: (frame) => relay.say(frame) }, ...friends] : friends;
  }

  async #forget(room: RoomId): Promise<void> {
    this.#joins.get(room)?.stop();
    this.#joins.delete(room);
    await this.#keep(room, undefined);
    await this.#engine.removeRoom(room);
    // Somebody who was there before: what there is for them now is what there was without the link.
    const known = this.#engine.rooms.get(room);
    if (known) this.#engine.enter(known);
  }

  #keep(room: RoomId, value: KeptJoin | undefined): Promise<void> {
    return this.#engine.parts.store.write([{ table: 'commands', key: PREFIX + room, value }]);
  }

  async #kept(room: RoomId): Promise<KeptJoin | undefined> {
    return (await this.#engine.parts.store.get('commands', PREFIX + room)) as KeptJoin | undefined;
  }

  async #request(room: RoomId, link: string, make: (name: string) => Uint8Array): Promise<Uint8Array> {
    const kept = await this.#kept(room);
    if (kept?.link === link && kept.request) return kept.request;
    const request = make(this.#engine.self?.name ?? '');
    await this.#keep(room, { link, at: kept?.at ?? this.#engine.parts.clock.now(), request });
    return request;
  }
}
