/**
 * What a camera sees: Chromium's fake one plays a file, read anew whenever a page turns the camera on. Hold a code before it, then
 * let somebody scan. One camera for all profiles of a browser.
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'uqr';

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES = 5;
const [BLACK, WHITE, GREY] = [16, 235, 128];

const file = join(tmpdir(), `grapevine-camera-${String(process.pid)}.y4m`);

/** Chromium's switches for it; whether a page gets it is asked as of any camera. */
export const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`];

/** As codes are drawn in the app, in the middle of the picture. */
export async function holdBeforeCamera(code: string): Promise<void> {
  const { data, size } = encode(code, { ecc: 'L', border: 4 });
  const scale = Math.floor(HEIGHT / size);
  const [left, top] = [(WIDTH - size * scale) >> 1, (HEIGHT - size * scale) >> 1];
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (let y = 0; y < size * scale; y++)
    for (let x = 0; x < size * scale; x++)
      if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)]) luma[(top + y) * WIDTH + left + x] = BLACK;
  const frame = [Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, GREY)];
  const head = Buffer.from(`YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(file, Buffer.concat([head, ...Array.from({ length: FRAMES }, () => frame).flat()]));
}
