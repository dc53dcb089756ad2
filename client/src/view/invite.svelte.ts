/** The link being shown, and the one being wished for. */
import type { Answer } from '../engine/messages/answer.ts';
import type { Invite } from '../engine/messages/invites.ts';

export const USES = { any: 'any', ten: 10, one: 1 } as const;
export type UseChoice = keyof typeof USES;

interface Wish {
  readonly uses: number | 'any';
  readonly days: number;
  readonly open: boolean;
}

export class InviteView {
  readonly #invites: () => readonly Invite[];
  readonly #isPublic: () => boolean;
  use = $state<UseChoice>('any');
  days = $state(7);
  open = $state(false);
  busy = $state(false);
  #made = $state<string | undefined>();
  /** What the link on screen was made with. */
  #shown = $state.raw<Wish>({ uses: 'any', days: 7, open: false });

  /** `isPublic`: every link of the room lets people in at once. */
  constructor(invites: () => readonly Invite[], isPublic: () => boolean = () => false) {
    this.#invites = invites;
    this.#isPublic = isPublic;
  }

  readonly wish: Wish = $derived({ uses: USES[this.use], days: this.days, open: this.open });

  /** The newest link made here, or one that works from before. A link that was opened wide is not shown by chance. */
  get link(): string | undefined {
    return (
      this.#made ??
      this.#invites().find(
        (invite) =>
          invite.state === 'live' &&
          invite.link !== undefined &&
          invite.open === this.#isPublic() &&
          invite.uses === 'any',
      )?.link
    );
  }

  /** Another link is worth making. */
  readonly changed: boolean = $derived(
    this.wish.uses !== this.#shown.uses || this.wish.days !== this.#shown.days || this.wish.open !== this.#shown.open,
  );

  async making(answer: Promise<Answer>): Promise<void> {
    this.busy = true;
    const wish = this.wish;
    const made = await answer;
    this.busy = false;
    if (!made.ok || made.link === undefined) return;
    this.#made = made.link;
    this.#shown = wish;
  }
}
