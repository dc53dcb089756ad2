/** Marked-up messages as sanitised HTML, from a renderer that comes when first needed. */
import type { Rendered } from './markdown.ts';

let render = $state.raw<((text: string) => Rendered | undefined) | undefined>();
let asked = false;
// Not reactive on purpose: a text always has the same HTML.
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const kept = new Map<string, Rendered | undefined>();
/** Enough for every row that a window holds. */
const KEPT = 500;

export function rich(text: string): Rendered | undefined {
  if (render === undefined) {
    fetchRenderer();
    return undefined;
  }
  if (kept.has(text)) return kept.get(text);
  if (kept.size > KEPT) kept.clear();
  const html = render(text);
  kept.set(text, html);
  return html;
}

function fetchRenderer(): void {
  if (asked) return;
  asked = true;
  import('./markdown.ts').then(
    (module) => (render = module.render),
    // Without the renderer the text stands as typed; the next message asks again.
    () => (asked = false),
  );
}
