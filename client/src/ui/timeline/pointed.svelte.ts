/** Which message is pointed at or focused, and what is open for it. One at a time, so only one draws its buttons. */
export type Pop = { readonly of: 'history' | 'whereabouts'; readonly key: string; readonly anchor: HTMLElement };

const HOVERS = matchMedia('(hover: hover)');

export class Pointed {
  focused = $state<string | undefined>();
  #hovered = $state<string | undefined>();
  #inside = $state(false);
  picking = $state<string | undefined>();
  pop = $state.raw<Pop | undefined>();

  /** The message whose buttons show: the one with the focus before the one under the pointer. */
  readonly key: string | undefined = $derived(this.#hovered ?? (this.#inside ? this.focused : undefined));

  over(event: PointerEvent): void {
    // After a tap some browsers tell of a mouse as well.
    if (event.pointerType !== 'mouse' || !HOVERS.matches) return;
    const key = keyOf(event.target);
    if (key === this.#hovered) return;
    this.#hovered = key;
    if (key !== this.picking) this.picking = undefined;
  }

  leave(): void {
    this.#hovered = undefined;
    if (!this.#inside) this.picking = undefined;
  }

  focus(event: FocusEvent): void {
    const key = keyOf(event.target);
    if (key === undefined) return;
    if (key !== this.picking) this.picking = undefined;
    this.focused = key;
    this.#inside = true;
  }

  blur(event: FocusEvent): void {
    // Buttons that change under the pointer lose the focus to nothing: the message is still meant.
    if (event.relatedTarget === null || keyOf(event.relatedTarget) !== undefined) return;
    this.#inside = false;
  }

  /** Offers the quick reactions in place of the buttons. */
  pick(key: string): void {
    this.picking = key;
  }
}

const keyOf = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('article[data-key]')?.dataset['key'] : undefined;
