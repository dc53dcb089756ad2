/** SYN-4: when a room's charter grows, who is here is looked at anew; entries that waited for it are taken up (LOG-6), and what counts after all is asked for. */
import { countsMore } from '#shared/charter/countsMore.ts';
import { CHARTER } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { askFor } from './askFor.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { Intake } from './intake.ts';
import { refuseInvite } from './refuseInvite.ts';
import type { Presence, Room } from './room.ts';
import { showRoomAgain } from './showRoom.ts';
import { standingOf } from './standing.ts';

export class Reviews {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `by`: who brought what it grew by. */
  charterGrew(room: Room, intake: Intake, by: ReadonlySet<DeviceLink>): void {
    for (const [link, presence] of [...room.presences]) {
      this.#review(room, link, presence);
      // What it brought says how it came in; only now is there an answer to how it came to be out.
      if (by.has(link) && presence.standing === 'former') showRoomAgain(room, link, this.#clock.now());
    }
    for (const link of room.presences.keys()) release(room, link, intake);
    askAgain(room);
  }

  #review(room: Room, link: DeviceLink, presence: Presence): void {
    const { standing, invite, brings, kin } = presence;
    const now = standingOf(room.charter, link.device, invite, this.#clock.now(), brings, kin);
    if (now === standing) return;
    // Who was here before the room was, opening a link whose maker had not reached the relay, or bringing again what a relay
    // forgot, is told of it like whoever enters now: also that they were put out meanwhile.
    if (now === 'member' || (now !== undefined && standing === 'bringer')) {
      presence.standing = now;
      showRoomAgain(room, link, this.#clock.now());
    } else if (now === 'guest' || now === 'former') {
      presence.standing = now;
      if (standing === 'member') link.refuse('not-member', 'You are no longer in this room.', { room: room.id });
    } else this.#shutOut(room, link, presence);
  }

  #shutOut(room: Room, link: DeviceLink, { standing, invite }: Presence): void {
    room.leave(link);
    if (standing === 'guest') refuseInvite(room, link, invite, this.#clock.now());
    else link.refuse('not-member', 'Your device is not in this room.', { room: room.id });
  }
}

/** A cut has turned out void, was moved, or is undone by what was void. Whoever was refused for it can’t tell: they may have heard of both at once. */
function askAgain(room: Room): void {
  const { charter, lowerings: before, heads } = room;
  room.lowerings = charter.state().lowerings;
  room.heads = charter.heads(Infinity);
  if (!countsMore(before, room.lowerings, (op) => charter.descends(heads, [op]))) return;
  for (const document of room.documents.values()) {
    if (document.segment === CHARTER) continue;
    // Who brought something of it was told its channel.
    for (const link of room.readers(document)) if (document.told.has(link)) askFor(document, link);
  }
}

function release(room: Room, link: DeviceLink, intake: Intake): void {
  for (const { document: id, run } of link.quarantine.release((head) => room.charter.has(head))) {
    const document = [...room.documents.values()].find(({ log }) => log.document === id);
    if (document && room.reaches(link, document)) intake.take(room, document, link, [run]);
  }
}
