import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** Tokens of the first block that starts with this text. */
function block(start: string): Record<string, string> {
  const from = css.indexOf('{', css.indexOf(start) + start.length - 1);
  const body = css.slice(from + 1, css.indexOf('}', from));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}

const light = block("[data-theme='light'] {");
const dark = block("\n[data-theme='dark'] {");
const preferred = block(":root:not([data-theme='light']) {");

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast of two tokens. */
function contrast(theme: Record<string, string>, one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(theme[one] ?? ''), luminance(theme[other] ?? '')].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['canvas', 'sheet', 'raised', 'hover', 'sunken'];
const themes = { light, dark };

for (const [name, theme] of Object.entries(themes)) {
  test(`${name}: text is at 4.5:1 on every surface`, () => {
    for (const ink of ['ink', 'ink-2', 'ink-3', 'wine', 'leaf', 'dusk', 'straw', 'brick'])
      for (const surface of surfaces)
        expect(contrast(theme, ink, surface), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5);
  });

  test(`${name}: text on its own tint is at 4.5:1`, () => {
    for (const hue of ['wine', 'leaf', 'dusk', 'straw', 'brick'])
      for (const ink of [hue, 'ink', 'ink-2'])
        expect(contrast(theme, ink, `${hue}-soft`), `${ink} on ${hue}-soft`).toBeGreaterThanOrEqual(4.5);
    for (const n of [1, 2, 3, 4, 5, 6]) expect(contrast(theme, `p${n}-fg`, `p${n}-bg`)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, 'on-wine', 'wine')).toBeGreaterThanOrEqual(4.5);
  });

  test(`${name}: control edges, path strokes and the focus ring are at 3:1`, () => {
    for (const edge of ['line-strong', 'leaf-line', 'dusk-line', 'straw-line', 'focus'])
      for (const surface of ['canvas', 'sheet', 'raised', 'hover'])
        expect(contrast(theme, edge, surface), `${edge} on ${surface}`).toBeGreaterThanOrEqual(3);
  });
}

test('the dark palette is the same by preference and by choice', () => {
  expect(preferred).toEqual(dark);
});
