import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

/** Every file the relay keeps, its journal and what is not yet written back included. */
async function kept(folder: string): Promise<Buffer> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const bytes = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name)));
  return Buffer.concat(await Promise.all(bytes));
}

/** A text in the forms in which it might be written down. */
const formsOf = (text: string): Buffer[] => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('base64').slice(0, -4)),
  Buffer.from(Buffer.from(text).toString('hex')),
];

test('[REL-3] the relay holds no word, no name and no room’s name in clear', async ({ meet, relay }) => {
  const [ada, ben, link] = await meetInRoom(meet, { room: 'Conspiracy of gardeners' });
  await ada.says('The password is persimmon');
  await ben.reacts('The password is persimmon', '🎉');
  await ben.does('Reply', 'The password is persimmon');
  await ben.says('Understood, quince at midnight');
  await ada.does('Edit', 'The password is persimmon');
  await ada.says('The password is pomegranate');
  await ben.sees('The password is pomegranate');
  const newcomer = await meet();
  await newcomer.joins(link, 'Wilhelmina');
  await newcomer.says('I am Wilhelmina');
  await ada.sees('I am Wilhelmina');
  await newcomer.isTold('I am Wilhelmina', /Delivered to/);

  const room = /#join\/([^/]+)\/(.+)$/.exec(link);
  const running = await kept(relay.data);
  await relay.stop();
  const stopped = await kept(relay.data);
  expect(running.includes(Buffer.from(room?.[1] ?? '', 'base64url')), 'what is searched is the relay’s store').toBe(
    true,
  );
  const words = [
    'persimmon',
    'quince at midnight',
    'pomegranate',
    'Wilhelmina',
    'Hello from Ada',
    'Conspiracy',
    'gardeners',
    '🎉',
    room?.[2] ?? 'a secret',
  ];
  for (const word of words)
    for (const form of formsOf(word)) {
      expect(running.includes(form), word).toBe(false);
      expect(stopped.includes(form), word).toBe(false);
    }
});
