/** A field as tall as its text, up to what its style allows. */
import type { Action } from 'svelte/action';

export const growing: Action<HTMLTextAreaElement, string> = (field) => {
  const fit = (): void => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };
  fit();
  return { update: fit };
};
