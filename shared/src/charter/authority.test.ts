import { beforeAll, expect, test } from 'vitest';
import { Charter } from '#shared/charter/charter.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CASTS, drawHistory } from '#testing/authorityModel/draw.ts';
import { fold } from '#testing/authorityModel/fold.ts';
import { asText, personOf, RANKS } from '#testing/authorityModel/history.ts';
import { RealHistory } from '#testing/authorityModel/realHistory.ts';
import { shuffled } from '#testing/charterHistory.ts';
import { seededRandom } from '#testing/seededRandom.ts';

beforeAll(cryptoReady);

const HISTORIES = Number(process.env['GRAPEVINE_RUNS'] ?? 60);

test(
  '[CHA-4] [T-31] who is what is as the model says, of random histories in any order of delivery',
  { timeout: 120_000 },
  () => {
    const failures: string[] = [];
    for (let seed = 0; seed < HISTORIES; seed++) {
      const random = seededRandom(seed);
      const founding = CASTS[seed % CASTS.length];
      if (!founding) continue;
      const real = new RealHistory(founding, drawHistory(random, founding, 2 + random.below(5)));
      const charter = new Charter(real.founder.charter.room);
      for (const entry of shuffled(real.entries, random)) charter.add(entry, { trusted: true });
      const expected = fold(founding, real.ops);
      const { members } = charter.state();
      const said = founding.devices
        .filter((device) => device.endsWith('1'))
        .map((device) => {
          const is = members.get(real.person(device).identity)?.rank ?? 'out';
          const should = RANKS[expected.ranks.get(personOf(device)) ?? 0];
          return is === should ? undefined : `${device}: ${is} here, ${should} there`;
        });
      const differ = said.filter((one) => one !== undefined);
      const owners = [...members.values()].filter(({ rank }) => rank === 'owner').length;
      if (differ.length > 0 || owners !== 1)
        failures.push(
          [
            `seed ${seed}, ${owners} owners`,
            ...differ,
            ...real.ops.map((one) => `${asText(one)} ${charter.faultOf(one.id as never)?.code ?? ''}`),
          ].join('\n'),
        );
    }
    expect(failures.length, failures.slice(0, 4).join('\n\n')).toBe(0);
  },
);
