import { expect, test } from '../people/story.ts';
import { meetInRoom } from '../people/meetInRoom.ts';

test('the relay is restarted: people are connected again by themselves and nothing is missing', async ({
  meet,
  relay,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await relay.stop();
  await ada.isOn('Offline');
  await ada.says('While it restarts');
  await relay.start();
  await ben.sees('While it restarts');
  await ada.isOn('Through relay');
  await ada.isTold('While it restarts', 'Delivered to 1 of 1');
  await ben.says('Heard you');
  await ada.sees('Heard you');
});

test('[T-50] the relay is killed: what it said it had is served to who comes next', async ({ meet, relay }) => {
  const [ada, , link] = await meetInRoom(meet);
  await ada.says('Last words before the power cut');
  await ada.isTold('Last words before the power cut', /On the relay|Delivered/);
  await relay.kill();
  await ada.isOn('Offline');
  await relay.start();
  await ada.isOn('Through relay');
  const cleo = await meet();
  await cleo.joins(link, 'Cleo');
  await cleo.sees('Hello from Ada', 'Hello from Ben', 'Last words before the power cut');
});

test('[REL-4] the relay loses its disk: members fill it again, and a newcomer finds everything', async ({
  meet,
  relay,
}) => {
  const [ada, ben, link] = await meetInRoom(meet);
  await relay.kill();
  await relay.wipe();
  await ada.isOn('Offline');
  await ada.says('Written while the disk was gone');
  await relay.start();
  await ben.sees('Written while the disk was gone');
  await ada.isTold('Written while the disk was gone', 'Delivered to 1 of 1');

  const cleo = await meet();
  await cleo.joins(link, 'Cleo');
  await cleo.sees('Hello from Ada', 'Hello from Ben', 'Written while the disk was gone');
  const together = await ada.reads();
  await expect.poll(() => cleo.reads()).toEqual(together);
});
