import type { WriterId } from '#shared/ids.ts';
import type { Admission } from '#shared/log/admission.ts';

/**
 * LOG-7: slots in which whoever sent these runs may hold another entry than the one here: it is asked to show it. Where it
 * shows the same one, the run was bad, and is charged to it.
 */
export function suspectsOf({ forks, faults }: Admission): { readonly writer: WriterId; readonly seq: number }[] {
  const parted = faults.filter(({ fault }) => fault.code === 'does-not-chain');
  return [
    ...forks.map(({ writer, seq }) => ({ writer, seq })),
    ...parted.map(({ writer, seq }) => ({ writer, seq: seq - 1 })),
  ];
}
