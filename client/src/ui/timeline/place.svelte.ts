/**
 * Keeps the reader's place in a scroller whose rows come, go and grow: remembers what stands where after each scroll,
 * and puts it back after every change of rows or size. Knows rows by `data-key` and nothing of what they mean.
 */
import { tick } from 'svelte';
import { countWhile, drift, isStuck, nearEnd, nearStart, type Mark } from '../../view/anchor.ts';
import type { Goal, TimelineView } from '../../view/timeline.svelte.ts';

/** Rows remembered from the top of the screen: enough that one is left when some go. */
const MARKS = 24;

const CALM = matchMedia('(prefers-reduced-motion: reduce)');

export class Place {
  readonly #timeline: TimelineView;
  readonly #scroller: HTMLElement;
  /** What it scrolls: rows one below the other. */
  readonly #content: HTMLElement;
  readonly #saw: (order: string) => void;
  #marks: Mark[] = [];
  /** Heights of all rows and of the screen when things were last remembered. */
  #whole = 0;
  #seen = 0;
  stuck = $state(true);
  /** The unread line is above the screen. */
  lineAbove = $state(false);

  constructor(timeline: TimelineView, scroller: HTMLElement, content: HTMLElement, saw: (order: string) => void) {
    this.#timeline = timeline;
    this.#scroller = scroller;
    this.#content = content;
    this.#saw = saw;
  }

  /** Watches until the returned function is called. */
  watch(): () => void {
    const sizes = new ResizeObserver(() => this.restore());
    sizes.observe(this.#content);
    sizes.observe(this.#scroller);
    const scrolled = (): void => this.#scrolled();
    const looked = (): void => this.#settle();
    this.#scroller.addEventListener('scroll', scrolled, { passive: true });
    document.addEventListener('visibilitychange', looked);
    return () => {
      sizes.disconnect();
      this.#scroller.removeEventListener('scroll', scrolled);
      document.removeEventListener('visibilitychange', looked);
    };
  }

  /** After rows changed: to the goal if there is one, else everything where it stood. */
  restore(): void {
    const goal = this.#timeline.goal;
    if (goal !== undefined && this.#reach(goal)) this.#timeline.goal = undefined;
    else if (this.stuck && this.#timeline.atEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else this.#scroller.scrollTop += drift(this.#marks, (key) => this.#row(key)?.getBoundingClientRect().top);
    this.#settle();
  }

  #reach(goal: Goal): boolean {
    if (goal.to === 'end') {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
      return this.#timeline.atEnd;
    }
    const row = this.#row(goal.to === 'line' ? 'unread' : goal.order);
    if (row === undefined) return false;
    const space = this.#scroller.clientHeight / 3;
    this.#scroller.scrollTop += row.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top - space;
    if (goal.to === 'row') this.#point(row);
    return true;
  }

  #point(row: HTMLElement): void {
    row.focus({ preventScroll: true });
    if (!CALM.matches) row.animate([{ background: 'var(--wine-soft)' }, {}], { duration: 1600 });
  }

  #scrolled(): void {
    // Rows grew in this same frame: the size observer is about to put things back, from what was remembered before.
    if (this.#scroller.scrollHeight === this.#whole && this.#scroller.clientHeight === this.#seen) this.#settle();
  }

  /** Remembers what stands where, says what is seen, and reads on when an end is near. */
  #settle(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    this.#whole = scrollHeight;
    this.#seen = clientHeight;
    this.stuck = this.#timeline.atEnd && isStuck(scrollTop, clientHeight, scrollHeight);
    const window = this.#scroller.getBoundingClientRect();
    const seen = this.#between(window);
    this.#marks = seen.slice(0, MARKS).map(({ key, box }) => ({ key, top: box.top }));
    const line = this.#timeline.line === undefined ? undefined : this.#row('unread');
    this.lineAbove =
      this.#timeline.line !== undefined &&
      (line === undefined ? scrollHeight > clientHeight : line.getBoundingClientRect().bottom < window.top);
    this.#look(seen.flatMap(({ key, box }) => (box.bottom <= window.bottom + 4 ? [key] : [])));
    if (clientHeight === 0) return;
    if (nearStart(scrollTop, clientHeight)) void this.#timeline.older();
    if (nearEnd(scrollTop, clientHeight, scrollHeight)) void this.#timeline.newer();
  }

  /** Rows on screen. Only what is near it is measured. */
  #between(window: DOMRect): { readonly key: string; readonly box: DOMRect }[] {
    const rows = this.#content.children;
    const boxOf = (index: number): DOMRect | undefined => rows[index]?.getBoundingClientRect();
    const seen: { key: string; box: DOMRect }[] = [];
    for (let i = countWhile(rows.length, (index) => (boxOf(index)?.bottom ?? 0) <= window.top); i < rows.length; i++) {
      const [key, box] = [(rows[i] as HTMLElement).dataset['key'], boxOf(i)];
      if (box === undefined || box.top >= window.bottom) break;
      if (key !== undefined) seen.push({ key, box });
    }
    return seen;
  }

  #look(whole: string[]): void {
    const looking = document.visibilityState === 'visible' && this.#scroller.clientHeight > 0;
    this.#timeline.attentive = looking && this.stuck;
    if (this.stuck && looking) this.#timeline.fresh = 0;
    this.#timeline.eye = whole.find((key) => this.#timeline.isRow(key));
    const last = whole.findLast((key) => this.#timeline.isRow(key));
    if (looking && last !== undefined) this.#saw(last);
  }

  #row(key: string): HTMLElement | undefined {
    return this.#scroller.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? undefined;
  }

  /** Puts the row in view and the focus on it. */
  async focus(key: string): Promise<void> {
    await tick();
    const row = this.#row(key);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }
}
