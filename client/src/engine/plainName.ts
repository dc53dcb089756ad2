/**
 * Names others gave themselves or a room, as they are shown: on one line, with nothing in them that turns round what stands
 * beside them or cannot be seen. What joins the parts of an emoji or of a word (U+200C, U+200D) stays.
 */
const TRICKS =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;

/** Characters of a person's or a room's name. */
export const MAX_NAME = 120;

/** `otherwise` stands in for a name of which nothing is left to see. */
export function plainName(name: string, otherwise: string): string {
  const plain = name.replace(TRICKS, ' ').replace(/\s+/g, ' ').trim();
  return /[^\p{Cf}\p{M}\s]/u.test(plain) ? plain : otherwise;
}
