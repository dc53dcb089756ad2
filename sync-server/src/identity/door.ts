/** Who may connect at /sync: whose token a device shows, and when what it shows is over. */
import { sayError, type Journal } from '../journal.ts';
import type { Rules } from './ordersAsked.ts';
import type { Identity } from './identity.ts';
import type { Bearer, Ended } from './orders.ts';

/** A session cookie of some relay: without one nobody has to be asked. */
const SESSION_COOKIE = /grapevine-[0-9a-f]+\.session_token=/;

export class Door {
  readonly #identity: Identity;
  readonly #rules: Rules;
  readonly #journal: Journal;

  constructor(identity: Identity, rules: Rules, journal: Journal) {
    this.#identity = identity;
    this.#rules = rules;
    this.#journal = journal;
  }

  /** Whose token it is; undefined for none, or for one that is over. */
  async bearerOf(cookie: string): Promise<Bearer | undefined> {
    if (this.#rules.policy.who === 'off') return undefined;
    try {
      const outcome = await this.#identity.ask({ do: 'look', cookie });
      return outcome.ok ? outcome.bearer : undefined;
    } catch (error) {
      // Rooms go on while accounts are down.
      this.#journal.trouble('bearer-unknown', { error: sayError(error) });
      return undefined;
    }
  }

  showsToken(cookie: string | undefined): cookie is string {
    return cookie !== undefined && SESSION_COOKIE.test(cookie);
  }

  /** Whether somebody like this may connect. */
  lets(bearer: Bearer | undefined): boolean {
    return this.#rules.guests || (bearer !== undefined && !bearer.guest);
  }

  onEnded(heard: (isOver: (bearer: Bearer) => boolean) => void): void {
    this.#identity.onEnded((ended) => {
      heard((bearer) => ended.some((each) => isOf(each, bearer)));
    });
  }
}

const isOf = (ended: Ended, { account, session }: Bearer): boolean =>
  'session' in ended ? ended.session === session : ended.account === account && ended.but !== session;
