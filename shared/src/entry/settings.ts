import * as v from 'valibot';

/** CHA-6: what a room is called and looks like; members alone read it. */
export interface Settings {
  readonly name: string;
  readonly topic?: string;
  /** An encoded image, small enough for an op of 16 KiB. */
  readonly picture?: Uint8Array;
}

export const MAX_ROOM_NAME = 120;
export const MAX_ROOM_TOPIC = 1024;
export const MAX_ROOM_PICTURE = 12 * 1024;

export const settingsSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ROOM_NAME)),
  topic: v.exactOptional(v.pipe(v.string(), v.maxLength(MAX_ROOM_TOPIC))),
  picture: v.exactOptional(
    v.pipe(
      v.instance(Uint8Array),
      v.check((bytes) => bytes.length <= MAX_ROOM_PICTURE),
    ),
  ),
});
