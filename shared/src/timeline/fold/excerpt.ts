const LENGTH = 140;

/** The beginning of a text on one line, at most 140 characters, none cut in half. */
export function excerpt(text: string): string {
  // A character is at most two units, and what is beyond is not worth the walk.
  const line = text
    .slice(0, 8 * LENGTH)
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > LENGTH ? `${characters.slice(0, LENGTH - 1).join('')}…` : line;
}
