/**
 * Whether a text may hold markdown. A guess on the safe side: what looks like none is drawn as it was typed. Every part of
 * the pattern stops where it could begin again, so that no text makes it look at the same characters over and over.
 */
const MARKS =
  /[*_`~#<>[\]|\\]|https?:|www\.|@[^\s@]+\.|^[^\S\r\n\u2028\u2029]*(?:[-+]|\d+[.)])\s|^[^\S\r\n\u2028\u2029]*(?:=|-){2,}\s*$|\n\s*\n| {2}\n|&\w+;/m;

/** In characters. Parsing takes time that grows with the square of some texts; longer ones are drawn as they were typed. */
const MOST = 4_000;

export const hasMarkup = (text: string): boolean => text.length <= MOST && MARKS.test(text);
