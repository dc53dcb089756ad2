import { BenchRoom } from '../load/benchRoom.ts';
import { fillRelay } from '../load/fillRelay.ts';
import { conversation } from '../load/lists.ts';
import { freeLoad, pinLoad } from '../measure/cores.ts';
import { joinRoom } from './joinRoom.ts';
import { Profile } from './profile.ts';

const WRITERS = 20;
const PATIENCE_MS = 5 * 60_000;

/** ms from the click on Join to the first message, and to all of them, each time in a browser that is new. */
export async function joinTimes(port: number, messages: number, rounds: number) {
  const room = new BenchRoom(`Room of ${messages}`, WRITERS);
  await fillRelay(port, room, conversation(room, messages));
  const samples: { first_screen_ms: number; complete_ms: number }[] = [];
  freeLoad();
  for (let round = 0; round < rounds; round++) {
    const profile = new Profile();
    try {
      const page = await profile.start();
      samples.push(await joinRoom(page, room.link(`http://localhost:${port}`), messages, PATIENCE_MS));
    } finally {
      await profile.discard();
    }
  }
  pinLoad();
  return samples;
}
