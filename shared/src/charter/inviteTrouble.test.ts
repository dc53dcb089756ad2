import { expect, test } from 'vitest';
import { inviteTrouble } from './inviteTrouble.ts';
import type { InviteState } from './state.ts';

const NOW = 1_790_000_000_000;

/** Of an invite only what says whether it is good. */
const invite = (change: Partial<InviteState>): InviteState =>
  ({ uses: 1, used: 0, expires: NOW + 1, revoked: false, open: false, ...change }) as InviteState;

test('[T-35] an invite is good until it is turned off, used up or out of its time, whichever is said first', () => {
  expect(inviteTrouble(invite({}), NOW)).toBeUndefined();
  expect(inviteTrouble(invite({ uses: 'any', used: 1000 }), NOW)).toBeUndefined();
  expect(inviteTrouble(invite({ used: 1 }), NOW)?.code).toBe('spent');
  expect(inviteTrouble(invite({}), NOW + 1)?.code).toBe('expired');
  expect(inviteTrouble(invite({ revoked: true, used: 1 }), NOW + 1)?.code).toBe('revoked');
});
