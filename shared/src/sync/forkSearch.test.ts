import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyone, Pen, runOf, testDevice, timelineDocument } from '#testing/writers.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import type { Compare, Show } from '#shared/wire/frames.ts';
import { answerCompare, answerShow, compareEnds, narrow, prove, type Ground } from './forkSearch.ts';

const document = timelineDocument(1);

function groundOf(...lists: readonly (readonly Entry[])[]): Ground {
  const log = new DocumentLog(document);
  for (const list of lists) admit(log, [runOf(list)], anyone);
  return {
    log,
    list: (writer) =>
      Promise.resolve(lists.flatMap((list) => (list[0]?.writer === writer ? list.map(({ bytes }) => bytes) : []))),
  };
}

/** Asks and answers until nothing is left to ask; what was proven, and how many questions it took. */
async function search(one: Ground, other: Ground): Promise<{ proven: ProvenFork[]; steps: number }> {
  const asking: (Compare | Show)[] = compareEnds(one);
  const proven: ProvenFork[] = [];
  let steps = 0;
  for (let ask = asking.pop(); ask; ask = asking.pop(), steps++) {
    if (ask.type === 'compare') asking.push(...(await narrow(one, await answerCompare(other, ask))));
    else {
      const fork = await prove(one, await answerShow(other, ask));
      if (fork) proven.push(fork);
    }
  }
  return { proven, steps };
}

const written = (pen: Pen, count: number): Entry[] => Array.from({ length: count }, () => pen.write());

test('[LOG-7] [T-39] wherever two lists of equal length part, asking finds the slot and proves it', async () => {
  const honest = written(new Pen(document, testDevice('bob')), 3);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 150 }), fc.integer({ min: 1, max: 60 }), async (seq, beyond) => {
      const pen = new Pen(document, testDevice('mallory'));
      const common = written(pen, seq);
      const twin = pen.fork();
      const [ours, theirs] = [pen, twin].map((of) => [...common, ...written(of, beyond)]) as [Entry[], Entry[]];
      const { proven, steps } = await search(groundOf(honest, ours), groundOf(theirs, honest));
      expect(proven.map((fork) => [fork.writer, fork.seq])).toEqual([[ours[0]?.writer, seq]]);
      expect(steps).toBeLessThan(6);
    }),
    { numRuns: 12 },
  );
});

test('[LOG-7] where nothing differs one question is enough', async () => {
  const lists = [written(new Pen(document, testDevice('bob')), 3), written(new Pen(document, testDevice('ayo')), 40)];
  const { proven, steps } = await search(groundOf(...lists), groundOf(...lists));
  expect({ proven, steps }).toEqual({ proven: [], steps: 1 });
});

test('[LOG-7] the same entry shown again proves nothing: whoever sent what does not chain is charged', async () => {
  const ground = groundOf(written(new Pen(document, testDevice('bob')), 5));
  const [writer] = ground.log.heads.keys();
  if (writer === undefined) throw new Error('no writer');
  const about = { room: document.slice(0, 43), segment: document.slice(44) } as never;
  const shown = await answerShow(ground, { type: 'show', ...(about as object), writer, seq: 4 } as Show);
  expect(shown.branch).toBeDefined();
  expect(await prove(ground, shown)).toBeUndefined();
});
