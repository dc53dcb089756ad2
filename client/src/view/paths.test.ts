import { describe, expect, test } from 'vitest';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import type { Connection } from '../engine/messages/connection.ts';
import { isHelped, nearby, pathIn, pathName } from './paths.ts';

const GARDEN = 'garden' as RoomId;
const people = (...names: string[]): IdentityId[] => names as IdentityId[];
const connection = (state: Connection['state'], ...straight: string[]): Connection => ({
  state,
  since: 0,
  waiting: 0,
  ...(straight.length > 0 ? { direct: { [GARDEN]: { devices: straight.length, people: people(...straight) } } } : {}),
});

describe('the header pill', () => {
  test('names whom messages go straight to, and how many get them by the relay', () => {
    expect(pathName(connection('up', 'mei', 'ayo'), GARDEN, 3)).toBe('Direct to 2 + 1 by relay');
    expect(pathName(connection('up', 'mei', 'ayo'), GARDEN, 2)).toBe('Direct to 2');
    expect(pathIn(connection('up', 'mei'), GARDEN)).toBe('direct');
  });

  test('promises nothing by a relay that is away', () => {
    expect(pathName(connection('offline', 'mei'), GARDEN, 3)).toBe('Direct to 1');
  });

  test('tells whom a helper carries it to from whom it goes straight to', () => {
    const to = (helped: readonly IdentityId[]): Connection => ({
      ...connection('up'),
      direct: { [GARDEN]: { devices: 2, people: people('mei', 'ayo'), helped } },
    });
    expect(pathName(to(people('mei')), GARDEN, 3)).toBe('Direct to 1 + 1 by a helper + 1 by relay');
    expect(pathName(to(people('mei', 'ayo')), GARDEN, 2)).toBe('By a helper to 2');
  });

  test('names the relay where nobody is reached straight', () => {
    expect(pathName(connection('up'), GARDEN, 3)).toBe('Through relay');
    expect(pathName(connection('offline'), GARDEN, 3)).toBe('Offline');
  });
});

test('somebody reached straight in two rooms is one person nearby', () => {
  const of = { devices: 1, people: people('mei') };
  const direct = { [GARDEN]: of, [`${GARDEN}2` as RoomId]: { devices: 2, people: people('mei', 'ayo') } };
  expect(nearby({ ...connection('up'), direct })).toBe(2);
});

test('somebody reached by a TURN server is reached straight, through a helper', () => {
  const direct = { [GARDEN]: { devices: 2, people: people('mei', 'ayo'), helped: people('mei') } };
  const [mei, ayo] = people('mei', 'ayo') as [IdentityId, IdentityId];
  const now = { ...connection('up'), direct };
  expect(pathIn(now, GARDEN)).toBe('direct');
  expect([isHelped(now, GARDEN, mei), isHelped(now, GARDEN, ayo)]).toEqual([true, false]);
  expect(isHelped(connection('up', 'mei'), GARDEN, mei)).toBe(false);
});
