/** EPO-2: room keys of somebody who leaves, through real engines and the real relay. */
import { expect, test } from 'vitest';
import { Gathering, identityOf } from '#testing/gathering.ts';

const gathering = Gathering.forTests();

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

test('[EPO-2] whoever leaves first hands their keys to who came in out of their reach', async () => {
  const { alice, ben, carol, dan, room, link } = await gathering.aliceAndThree();
  for (const person of [ben, carol]) await person.joins(link);
  await alice.device.do({ do: 'member.role', room, identity: identityOf(carol), role: 'admin' });
  await carol.until(async () => (await carol.details(room))?.may.invite === true);
  await carol.closes();

  await dan.joins(link);
  await dan.isKept(room);
  const away = await gathering.somebody('Carol', undefined, carol.device.memory, NOWHERE).opens();
  await away.device.do({ do: 'member.remove', room, identity: identityOf(ben) });
  await away.says(room, 'Under a key that only Carol and Alice are to have');
  await away.device.do({ do: 'room.leave', room });
  await away.closes();
  // Nobody else is there to hand it on.
  await alice.closes();
  await carol.opens();
  await dan.sees(room, 'Under a key that only Carol and Alice are to have');
  await dan.until(async () => (await dan.details(room))?.members.length === 2);
  expect((await dan.details(room))?.members.map(({ identity }) => identity)).not.toContain(identityOf(carol));
});
