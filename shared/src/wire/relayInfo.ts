/** `GET /api/relay`: what a device may want to know of a relay before it connects. JSON. */
import * as v from 'valibot';

export const RELAY_INFO_PATH = '/api/relay';

const iceUrl = v.pipe(v.string(), v.regex(/^(stuns?|turns?):/), v.maxLength(256));
const iceServer = v.strictObject({
  urls: v.pipe(v.array(iceUrl), v.minLength(1), v.maxLength(8)),
  username: v.exactOptional(v.pipe(v.string(), v.maxLength(256))),
  credential: v.exactOptional(v.pipe(v.string(), v.maxLength(256))),
});

export const iceServersSchema = v.pipe(v.array(iceServer), v.maxLength(4));

export const relayInfoSchema = v.object({
  name: v.literal('grapevine'),
  protocol: v.literal(1),
  /** Whether rooms that are new to this relay are taken. */
  open: v.boolean(),
  /** ms UTC: for people whose clock is wrong. */
  now: v.number(),
  /** STUN servers of whoever runs this relay, for seeing how one is reached from outside. None by default. What opens TURN is told on `/sync`. */
  ice: iceServersSchema,
});

export type RelayInfo = v.InferOutput<typeof relayInfoSchema>;
export type IceServer = RelayInfo['ice'][number];
