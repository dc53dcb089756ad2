import { expect, test } from 'vitest';
import { isHelped } from './turnHelper.ts';

const pair = {
  type: 'candidate-pair',
  localCandidateId: 'a',
  remoteCandidateId: 'b',
  nominated: true,
  state: 'succeeded',
};
const report = (local: string, remote: string, ...more: readonly object[]): Map<string, unknown> =>
  new Map(
    [
      { id: 'a', type: 'local-candidate', candidateType: local },
      { id: 'b', type: 'remote-candidate', candidateType: remote },
      ...more,
    ].entries(),
  ) as unknown as Map<string, unknown>;

test('two are helped where either end of the pair in use is an address of a TURN server', () => {
  const chosen = [
    { ...pair, id: 'p' },
    { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
  ];
  expect(isHelped(report('relay', 'host', ...chosen))).toBe(true);
  expect(isHelped(report('host', 'relay', ...chosen))).toBe(true);
  expect(isHelped(report('host', 'prflx', ...chosen))).toBe(false);
});

test('where no pair is named as selected, the one that was nominated counts; of none nothing is said', () => {
  expect(isHelped(report('relay', 'host', { ...pair, id: 'p' }))).toBe(true);
  expect(isHelped(report('relay', 'host', { ...pair, id: 'p', nominated: false }))).toBe(false);
  expect(isHelped(report('relay', 'host'))).toBe(false);
});
