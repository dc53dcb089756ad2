/** The words of a text without the marks of markdown, on one line: for quotes, lists and the strip above the composer. */

/** In characters: no such place shows more. */
const MOST = 400;

const MARKS: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:>|#{1,6}\s|```\w*$)\s*/gm, ''],
  [/!?\[([^\][]{1,200})\]\([^()\s]{1,200}\)/g, '$1'],
  [/`{1,3}([^`]{1,200})`{1,3}/g, '$1'],
  [/(\*\*|__|~~)(?=\S)(.{1,200}?)\1/g, '$2'],
  [/(?<!\w)([*_])(?=[^\s*_])([^*_\n]{1,200})\1(?!\w)/g, '$2'],
  [/\s+/g, ' '],
];

export const plain = (text: string): string =>
  MARKS.reduce((words, [mark, kept]) => words.replace(mark, kept), text.slice(0, MOST)).trim();
