import { expect, test } from 'vitest';
import { readPasted, readRoute } from './route.ts';

const room = 'A'.repeat(43);

test('an address names the list, a room, its details, or an invite', () => {
  expect(readRoute('')).toEqual({ at: 'list' });
  expect(readRoute(`#room/${room}`)).toEqual({ at: 'room', room, details: false });
  expect(readRoute(`#room/${room}/details`)).toEqual({ at: 'room', room, details: true });
  expect(readRoute(`#join/${room}/secret`)).toEqual({ at: 'join', room, secret: 'secret' });
});

test('an address that makes no sense is the list', () => {
  expect(readRoute('#room/short')).toEqual({ at: 'list' });
  expect(readRoute('#nonsense/1/2')).toEqual({ at: 'list' });
});

test('a pasted link leads to a join page here or names the relay it belongs to', () => {
  expect(readPasted(` https://here.coop/#join/${room}/abc `, 'https://here.coop')).toEqual({
    hash: `#join/${room}/abc`,
  });
  expect(readPasted(`https://there.coop/#join/${room}/abc`, 'https://here.coop')).toMatchObject({ host: 'there.coop' });
  expect(readPasted('hello', 'https://here.coop')).toBeUndefined();
});
