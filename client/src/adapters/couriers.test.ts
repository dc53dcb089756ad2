import { expect, test } from 'vitest';
import { Doc } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import { courierContract } from '#testing/courierContract.ts';
import { runContract } from '#testing/runContract.ts';
import { directCourier } from './directCourier.ts';
import { yWebsocketCourier } from './yWebsocketCourier.ts';

runContract('the direct courier', courierContract, () => directCourier);
runContract("y-websocket's provider as a courier", courierContract, () => yWebsocketCourier);

test('a hundred documents leave no timer running and nobody waiting for the process to end', () => {
  const before = atWork();
  const road = { send: () => undefined, receive: () => [] };
  const carry = (index: number) => yWebsocketCourier.carry(`${index}` as DocumentId, new Doc(), road);
  const carriages = Array.from({ length: 100 }, (_, index) => carry(index));
  for (const carriage of carriages) carriage.up();
  expect(atWork()).toEqual(before);
  for (const carriage of carriages) carriage.close();
});

const atWork = (): { timers: number; waiting: number } => ({
  timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
  waiting: process.listenerCount('exit'),
});
