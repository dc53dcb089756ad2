/**
 * Keeps the reader's place in a scroller whose rows come, go and grow: remembers what stands where after each scroll,
 * and puts it back after every change of rows or size. Knows rows by `data-key` and nothing of what they mean.
 */
import { tick } from 'svelte';
import { drift, isStuck, nearEnd, nearStart, type Mark } from '../../view/anchor.ts';
import type { Goal, TimelineView } from '../../view/timeline.svelte.ts';

/** Rows remembered from the top of the screen: enough that one is left when some go. */
const MARKS = 24;

const CALM = matchMedia('(prefers-reduced-motion: reduce)');

export class Place {
  readonly #timeline: TimelineView;
  readonly #scroller: HTMLElement;
  readonly #saw: (order: string) => void;
  #marks: Mark[] = [];
  /** Heights of all rows and of the screen when things were last remembered. */
  #whole = 0;
  #seen = 0;
  stuck = $state(true);
  /** The unread line is above the screen. */
  lineAbove = $state(false);

  constructor(timeline: TimelineView, scroller: HTMLElement, saw: (order: string) => void) {
    this.#timeline = timeline;
    this.#scroller = scroller;
    this.#saw = saw;
  }

  /** Watches until the returned function is called. */
  watch(content: Element): () => void {
    const sizes = new ResizeObserver(() => this.restore());
    sizes.observe(content);
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
    const rows = [...this.#scroller.querySelectorAll<HTMLElement>('[data-key]')];
    const boxes = rows.map((row) => ({ key: row.dataset['key'] ?? '', box: row.getBoundingClientRect() }));
    const seen = boxes.filter(({ box }) => box.bottom > window.top && box.top < window.bottom);
    this.#marks = seen.slice(0, MARKS).map(({ key, box }) => ({ key, top: box.top }));
    const line = boxes.find(({ key }) => key === 'unread');
    this.lineAbove =
      this.#timeline.line !== undefined &&
      (line === undefined ? scrollHeight > clientHeight : line.box.bottom < window.top);
    this.#look(seen.flatMap(({ key, box }) => (box.bottom <= window.bottom + 4 ? [key] : [])));
    if (clientHeight === 0) return;
    if (nearStart(scrollTop, clientHeight)) void this.#timeline.older();
    if (nearEnd(scrollTop, clientHeight, scrollHeight)) void this.#timeline.newer();
  }

  #look(whole: string[]): void {
    const looking = document.visibilityState === 'visible' && this.#scroller.clientHeight > 0;
    this.#timeline.attentive = looking && this.stuck;
    if (this.stuck && looking) this.#timeline.fresh = 0;
    const rows = whole.filter((key) => this.#timeline.isRow(key));
    this.#timeline.eye = rows[0];
    const last = rows[rows.length - 1];
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
