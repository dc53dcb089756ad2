/** How a person is drawn. The hue follows the identity key, never the name, so that a namesake looks different. */
const HUES = 6;

/** 1 to 6, for the pairs `--p1-bg` … `--p6-fg`. */
export function hueOf(identity: string): number {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < identity.length; at++) mixed = Math.imul(mixed ^ identity.charCodeAt(at), 0x01000193);
  return ((mixed >>> 8) % HUES) + 1;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first letter people see, in capitals. */
export const initialOf = (name: string): string =>
  [...graphemes.segment(name.trim().slice(0, 16))][0]?.segment.toLocaleUpperCase() ?? '?';

/** `Noor, Ayo and 2 more`. */
export function namesOf(
  names: readonly string[],
  most = 4,
  more: (n: number) => string = (n) => `and ${n} more`,
): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} ${more(names.length - most + 1)}`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
