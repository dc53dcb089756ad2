/** A person who writes waits for their own words to be kept, and for nothing else. */
import { beforeAll, expect, test, vi } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { fakeClock } from '#testing/fakeClock.ts';
import { HeadlessDevice } from './headless.ts';

beforeAll(cryptoReady);

test('[LOG-9] a message is kept while the rows of many others are still on their way to the view', async () => {
  const clock = fakeClock();
  const device = new HeadlessDevice({ relay: 'http://localhost:9', clock });
  await device.start();
  await device.do({ do: 'start', name: 'Alice' });
  const { room } = await device.do({ do: 'room.create', name: 'Vineyard' });
  if (!room) return expect.fail('no room was made');
  const { view } = device.engine;
  const write = view.rows.bind(view);
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const rows = vi.spyOn(view, 'rows').mockImplementation(async (...change) => {
    await gate;
    await write(...change);
  });
  await device.do({ do: 'send', room, text: 'the first of many' });
  // The room is saved now, and waits for its rows.
  clock.advance(1_000);
  await vi.waitUntil(() => rows.mock.calls.length > 0);
  const sent = await device.do({ do: 'send', room, text: 'and meanwhile this' });
  expect(sent.entry).toBeDefined();
  open();
  await device.stop();
});
