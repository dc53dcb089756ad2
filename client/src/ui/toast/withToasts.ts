/** Takes the toasts into an open dialog: whatever is outside of one that is modal lies under its veil, and can be neither heard nor pressed. */
import type { Action } from 'svelte/action';

export const withToasts: Action = (dialog) => {
  const toasts = document.querySelector('.toasts');
  const home = toasts?.parentElement;
  if (toasts) dialog.append(toasts);
  return {
    destroy: () => {
      if (toasts) home?.append(toasts);
    },
  };
};
