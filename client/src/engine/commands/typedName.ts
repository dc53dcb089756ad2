import { GrapevineError } from '#shared/errors.ts';
import { MAX_NAME } from '../plainName.ts';

/** A name as a person typed it; refused with what to do instead. */
export function nameFrom(text: string): string {
  const name = text.trim().replace(/\s+/g, ' ');
  if (name === '') throw new GrapevineError('no-name', 'Type a name first.');
  if (name.length > MAX_NAME)
    throw new GrapevineError('long-name', `A name has at most ${MAX_NAME} characters. Shorten it.`);
  return name;
}
