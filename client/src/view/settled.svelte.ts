/** A value that follows another once that has stayed the same for a while (ms). For what is said aloud. */
export function settled<T>(read: () => T, wait: number): { readonly now: T | undefined } {
  let value = $state.raw<T | undefined>();
  $effect(() => {
    const next = read();
    const timer = setTimeout(() => (value = next), wait);
    return () => clearTimeout(timer);
  });
  return {
    get now() {
      return value;
    },
  };
}
