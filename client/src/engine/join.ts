/** One person's way into one room by a link (CHA-8): what was found out, and what is being waited for. */
import { nameReaders, sealAskerName } from '#shared/charter/askerName.ts';
import { inviteKeys, openPreview, proveInvite, type InviteKeys } from '#shared/charter/invites.ts';
import type { InviteLink } from '#shared/charter/inviteLink.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { inviteTrouble } from '#shared/charter/inviteTrouble.ts';
import { actingIdentity, type InviteState, letsInAlone } from '#shared/charter/state.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Enter } from '#shared/wire/frames.ts';
import type { Keys } from './keys.ts';
import { LookingAgain } from './lookingAgain.ts';
import type { JoinProgress } from './messages/invites.ts';
import { plainName } from './plainName.ts';
import type { Relay } from './relay.ts';
import type { Door } from './host.ts';
import type { Room } from './room.ts';
import { grant } from './roomKeys.ts';

/** What this device says when it asks, made once: the same request asked again is one. */
export interface Asking {
  /** Where it can ask now. */
  doors(): readonly Door[];
  request(make: (name: string) => Uint8Array): Promise<Uint8Array>;
}

export class Join {
  readonly link: string;
  readonly room: Room;
  readonly invite: InviteKeys;
  readonly #secret: Uint8Array;
  readonly #keys: Keys;
  readonly #relay: Relay;
  readonly #tell: (progress: JoinProgress) => void;
  readonly #clock: Clock;
  readonly #random: Random;
  #progress: JoinProgress;
  readonly #asker: Asking;
  /** Links on which this device has asked. */
  #askedOn = new WeakSet<Uint8Array>();
  #isWanted = false;
  #isTurnedAway = false;
  #offered = 0;
  readonly #again: LookingAgain;

  constructor(
    link: string,
    read: InviteLink,
    room: Room,
    keys: Keys,
    relay: Relay,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
    tell: (progress: JoinProgress) => void,
    asker: Asking,
  ) {
    this.link = link;
    this.room = room;
    this.invite = inviteKeys(read.secret);
    this.#secret = read.secret;
    this.#keys = keys;
    this.#relay = relay;
    this.#clock = clock;
    this.#random = random;
    this.#tell = tell;
    this.#asker = asker;
    this.#again = new LookingAgain(clock, random, () => {
      if (relay.isOpen && relay.transcript) this.enter(relay.transcript);
    });
    this.#progress = { link, step: 'checking', room: room.id };
  }

  /** A window asks about the link again: says where things are. */
  repeat(link: string): void {
    this.#tell({ ...this.#progress, link });
    this.#again.soon();
  }

  /** What the room was called when the link was made: for as long as no key opens what it is called now. */
  get calls(): string | undefined {
    const { kind } = this.room.charter.charter.state();
    return kind === 'direct' ? undefined : this.#progress.preview?.room;
  }

  /** Led nowhere: another link is taken up in its place, and the same one anew, unless it is being looked for. */
  givesWayTo(link: string): boolean {
    return this.#progress.step === 'dead' && (link !== this.link || !this.#again.isDue);
  }

  /** The link lets nobody in, and will not: there is nothing to look for. */
  get isOver(): boolean {
    return this.#progress.isOver === true;
  }

  /** A person is back, or the network. */
  wake(): void {
    this.#again.soon();
  }

  get isDone(): boolean {
    return this.#progress.step === 'done';
  }

  get isIn(): boolean {
    return actingIdentity(this.room.charter.charter.state(), this.#keys.device) !== undefined;
  }

  /** Turns to the room on an open link, by the invite: whether the relay knows of this member yet is for it to say. */
  enter(transcript: Uint8Array): void {
    this.#askedOn.delete(transcript);
    this.room.link.expect();
    const invite = this.proof(transcript);
    this.#relay.say({ type: 'enter', room: this.room.id, invite, ...(this.isIn ? { bring: true } : {}) });
  }

  /** Shows on one link that this device holds the invite. */
  proof(transcript: Uint8Array): NonNullable<Enter['invite']> {
    return { key: this.invite.invite, signature: proveInvite(transcript, this.room.id, this.invite) };
  }

  unreachable(): void {
    if (this.#progress.step === 'checking' || this.#progress.step === 'asking') {
      this.#say({ code: 'unreachable', say: 'The relay cannot be reached right now. This page keeps trying.' });
    }
  }

  entered(isUnknown: boolean, entries: number): void {
    this.#offered = Math.max(this.#offered, entries);
    if (isUnknown) this.#lookLater('unknown', 'The relay does not know this room yet.');
  }

  /** A room that was made offline comes to the relay with its maker; a wiped relay gets its rooms back from members. */
  #lookLater(code: NonNullable<JoinProgress['code']>, say: string): void {
    this.die(code, say);
    this.#again.later();
  }

  stop(): void {
    this.#again.stop();
  }

  /** Whoever is asked lets nobody in by this link, and says why; what they know of the room may be older than the link. */
  refused(code: 'unknown' | 'declined', say: string): void {
    if (this.#progress.step !== 'fetching') this.#lookLater(code, say);
  }

  /** The link lets nobody in any more: that is not asked again. */
  end(code: NonNullable<JoinProgress['code']>, say: string): void {
    this.#again.stop();
    this.#isWanted = false;
    this.#say({ step: 'dead', code, say, isOver: true });
  }

  /** A no to an invite that is good is a person's: it stands until this person asks anew. */
  declined(outcome: 'declined' | 'expired'): void {
    const invite = this.#invite;
    const trouble = invite && inviteTrouble(invite, this.#clock.now());
    if (trouble) return this.end(trouble.code, trouble.say);
    if (outcome === 'expired') return this.end('expired', 'This invite has expired. Ask for a new one.');
    this.#isTurnedAway = true;
    this.#askedOn = new WeakSet();
    this.#isWanted = false;
    this.#again.stop();
    this.die('turned-away', 'Somebody in the room said no. If that surprises you, ask whoever gave you the link.');
  }

  /** The person wants in, under the name the engine now has. */
  async want(): Promise<void> {
    this.#isWanted = true;
    this.#isTurnedAway = false;
    await this.advance();
  }

  /** Looks at the charter as it stands now and does what comes next. */
  async advance(): Promise<void> {
    const state = this.room.charter.charter.state();
    if (this.isDone || this.isOver || state.createdBy === undefined) return;
    if (this.isIn) return this.#comeIn();
    const invite = this.#invite;
    const trouble = invite ? inviteTrouble(invite, this.#clock.now()) : undefined;
    if (trouble) return this.end(trouble.code, trouble.say);
    if (!invite || this.#isTurnedAway) return;
    this.#showPreview(invite, state.members.size);
    if (this.#isWanted) await this.#ask(invite);
  }

  get #invite(): InviteState | undefined {
    return this.room.charter.charter.state().invites.get(this.invite.invite);
  }

  get #mustAsk(): boolean {
    return this.room.charter.charter.state().policies.links === 'asked';
  }

  #showPreview(invite: InviteState, members: number): void {
    const preview = openPreview(this.#secret, invite.preview);
    if (!preview.ok) return;
    const room = plainName(preview.value.room, 'A room');
    const inviter = plainName(preview.value.inviter, 'Someone');
    if (this.#progress.step !== 'checking' && this.#progress.step !== 'dead') return;
    this.#again.stop();
    this.#set({
      link: this.link,
      room: this.room.id,
      step: 'checked',
      preview: { room, inviter, expires: invite.expires, members },
    });
  }

  async #ask(invite: InviteState): Promise<void> {
    const doors = this.#asker.doors().filter(({ transcript }) => !this.#askedOn.has(transcript));
    if (doors.length === 0) return;
    for (const { transcript } of doors) this.#askedOn.add(transcript);
    const { id } = this.room;
    const state = this.room.charter.charter.state();
    if (letsInAlone(state, invite)) return this.#joinAlone(makeJoinRequest(id, this.invite, this.#keys.certificate));
    const request = await this.#asker.request((name) => this.#makeRequest(invite, name));
    for (const door of doors) door.say({ type: 'ask', room: id, request });
    this.#say({
      step: 'waiting',
      waitingFor: (state.members.has(invite.by) && this.#progress.preview?.inviter) || 'a member of the room',
      ...(this.#mustAsk ? { isAsked: true as const } : {}),
    });
  }

  #makeRequest(invite: InviteState, name: string): Uint8Array {
    const { certificate, signSecret } = this.#keys;
    const readers = nameReaders(this.room.charter.charter.state(), invite);
    const sealed = sealAskerName(this.room.id, certificate, name, readers, signSecret, this.#random);
    return makeJoinRequest(this.room.id, this.invite, certificate, sealed);
  }

  /** The link of an open invite is itself a grantee: nobody need be online. */
  async #joinAlone(bytes: Uint8Array): Promise<void> {
    const request = readJoinRequest(bytes);
    if (!request.ok) return;
    await this.room.turn(async () => {
      if (!this.isIn) await this.room.charter.write(makeJoin([], request.value));
      await this.#takeKey();
    });
    this.#fetch();
  }

  /** In by now, perhaps by a join that a crash cut short before the key was taken. */
  async #comeIn(): Promise<void> {
    if (!this.isFetching) await this.room.turn(() => this.#takeKey());
    this.#fetch();
  }

  /** An open link is itself a grantee: its key opens the room's. */
  async #takeKey(): Promise<void> {
    await this.room.learn(this.invite);
    await grant(this.room.charter, this.#random);
  }

  #fetch(): void {
    if (this.#progress.step !== 'fetching') {
      this.#say({ step: 'fetching' });
      if (this.#relay.transcript) this.enter(this.#relay.transcript);
      return;
    }
    const entries = this.room.documents.reduce((sum, { log }) => sum + log.size, 0);
    this.#say({ fetched: { entries: Math.min(entries, this.#offered), of: this.#offered } });
  }

  /** What a person sees first is here, older months follow: they may go in, whatever else there is to do. */
  show(): void {
    this.#tell({ ...this.#progress, step: 'done' });
  }

  finish(): void {
    this.#say({ step: 'done' });
  }

  get isFetching(): boolean {
    return this.#progress.step === 'fetching';
  }

  die(code: NonNullable<JoinProgress['code']>, say: string): void {
    this.#say({ step: 'dead', code, say });
  }

  #say(change: Partial<JoinProgress>): void {
    const { code: _code, say: _say, isOver: _isOver, ...rest } = this.#progress;
    this.#set({ ...rest, ...change });
  }

  #set(progress: JoinProgress): void {
    if (JSON.stringify(progress) === JSON.stringify(this.#progress)) return;
    this.#progress = progress;
    this.#tell(progress);
  }
}
