import { describe, expect, test } from 'vitest';
import { toText, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { sign } from '#shared/crypto/sign.ts';
import type { DeviceId } from '#shared/ids.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame, Prove } from '#shared/wire/frames.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { testDevice, testId } from '#testing/writers.ts';
import { linkProof, turnSides } from './linkProof.ts';
import { generate, queue, receive, startSession, type Effect, type Session } from './session.ts';

const HERE = 'http://localhost:8787';
const NOW = 1_790_000_000_000;
const random = seededRandom(7);
const { device, secretKey } = testDevice('laptop');
const ping: Frame = { type: 'ping' };

const deviceSide = (transport = HERE): Session =>
  startSession({ is: 'device', nonce: random.bytes(32), transport, device, secretKey });

const relaySide = (): Session =>
  startSession({ is: 'relay', nonce: random.bytes(32), accepts: (transport) => transport === HERE, now: () => NOW });

interface Told {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

/** Takes in frames one after the other. */
function hear(session: Session, ...frames: readonly Frame[]): Told {
  return frames.reduce<Told>(
    ({ session: before, effects }, frame) => {
      const step = receive(before, frame);
      return { session: step.session, effects: [...effects, ...step.effects] };
    },
    { session, effects: [] },
  );
}

/** What a session would send now, through bytes and back. */
function speak(session: Session): { session: Session; frames: Frame[] } {
  const { session: after, batch } = generate(session);
  const read = readBatch(batch ?? new Uint8Array());
  if (!read.ok) throw new Error(read.fault.say);
  return { session: after, frames: read.value };
}

/** The device's proof on a fresh link, and the relay that waits for it. */
function atTheProof(transport = HERE): { near: Session; far: Session; proof: Prove } {
  const [near, far] = [speak(deviceSide(transport)), speak(relaySide())];
  const answered = speak(hear(near.session, ...far.frames).session);
  const proof = answered.frames.find((frame) => frame.type === 'prove');
  if (!proof) throw new Error('a greeted device proves itself');
  return { near: answered.session, far: hear(far.session, ...near.frames).session, proof };
}

function openLink(): { near: Session; far: Session; nearHeard: readonly Effect[]; farHeard: readonly Effect[] } {
  const { near, far, proof } = atTheProof();
  const proved = hear(far, proof);
  const welcomed = speak(proved.session);
  const opened = hear(near, ...welcomed.frames);
  return { near: opened.session, far: welcomed.session, nearHeard: opened.effects, farHeard: proved.effects };
}

/** It was refused: said so on the link, closed, and took in nothing more. */
function expectRefused({ session, effects }: Told, code: string): void {
  expect(effects).toMatchObject([{ do: 'close', code }]);
  expect(speak(session).frames.at(-1)).toMatchObject({ type: 'refuse', code });
  expect(session.phase).toBe('closed');
  expect(hear(session, ping, { type: 'leave', room: testId('room') }).effects).toEqual([]);
}

describe('[SYN-3] a link', () => {
  test('opens once the device has proved itself, with one transcript on both ends', () => {
    const { near, far, nearHeard, farHeard } = openLink();
    expect(nearHeard).toEqual([{ do: 'opened', device, transcript: near.transcript, now: NOW }]);
    expect(farHeard).toEqual([{ do: 'opened', device, transcript: near.transcript, now: NOW }]);
    expect(far).toMatchObject({ phase: 'open', device, transcript: near.transcript });
  });

  test('has a transcript of its own each time: what is proved over one serves on no other', () => {
    expect(openLink().near.transcript).not.toEqual(openLink().near.transcript);
  });

  test('refuses a proof from another link', () => {
    const { proof } = atTheProof();
    expectRefused(hear(atTheProof().far, proof), 'bad-proof');
  });

  test('refuses the proof when either nonce was another', () => {
    const { far, proof } = atTheProof();
    if (!far.sides) throw new Error('both nonces are known by now');
    for (const changed of [{ ownNonce: random.bytes(32) }, { theirNonce: random.bytes(32) }])
      expectRefused(hear({ ...far, sides: { ...far.sides, ...changed } }, proof), 'bad-proof');
  });

  test('refuses a proof made towards another origin, whether it says so or not', () => {
    const elsewhere = atTheProof('http://evil.example');
    expectRefused(hear(elsewhere.far, elsewhere.proof), 'bad-proof');
    expectRefused(hear(elsewhere.far, { ...elsewhere.proof, transport: HERE }), 'bad-proof');
  });

  test('refuses a proof in the name of another device', () => {
    const { far, proof } = atTheProof();
    expectRefused(hear(far, { ...proof, device: testDevice('phone').device }), 'bad-proof');
  });

  test('refuses a device its own end signed for: a proof is not turned around', () => {
    const { far } = atTheProof();
    if (!far.sides) throw new Error('both nonces are known by now');
    const sides = { ...far.sides, ownTransport: HERE, theirTransport: HERE };
    const own = sign(linkProof(sides), secretKey);
    expectRefused(hear(far, { type: 'prove', device, transport: HERE, signature: own }), 'bad-proof');
    const turned = sign(linkProof(turnSides(sides)), secretKey);
    expect(hear(far, { type: 'prove', device, transport: HERE, signature: turned }).session.phase).toBe('open');
  });

  test('[T-23] refuses a signature of the same bytes under another tag', () => {
    const { far } = atTheProof();
    if (!far.sides) throw new Error('both nonces are known by now');
    const { ownNonce, theirNonce } = far.sides;
    const digest = hash('entry-sig', theirNonce, ownNonce, utf8(HERE), utf8(HERE));
    const signature = sign(digest, secretKey);
    expectRefused(hear(far, { type: 'prove', device, transport: HERE, signature }), 'bad-proof');
  });

  test('[T-19] [ID-3] refuses a small-order key, for which a signature is easily made', () => {
    const signature = new Uint8Array(64);
    for (const first of [0, 1]) {
      const key = new Uint8Array(32);
      key[0] = first;
      signature[0] = first;
      const forged: Prove = { type: 'prove', device: toText(key) as DeviceId, transport: HERE, signature };
      expectRefused(hear(atTheProof().far, forged), 'bad-proof');
    }
  });
});

describe('[SYN-1] a session', () => {
  const room = testId<never>('room');

  test('begins with hello on both sides, each with its own nonce', () => {
    for (const side of [deviceSide(), relaySide()])
      expect(speak(side).frames).toEqual([{ type: 'hello', version: 1, nonce: side.side.nonce }]);
  });

  test('takes nothing before hello, and nothing but the proof before it is open', () => {
    for (const early of [
      ping,
      { type: 'enter', room },
      { type: 'prove', device, transport: HERE, signature: new Uint8Array(64) },
    ] as const)
      expectRefused(hear(relaySide(), early), 'bad-frame');
    for (const early of [ping, { type: 'enter', room }, { type: 'welcome', now: 0 }] as const)
      expectRefused(hear(atTheProof().far, early), 'bad-proof');
    for (const early of [ping, { type: 'entered', room, state: 'same', documents: [] }] as const)
      expectRefused(hear(atTheProof().near, early), 'bad-proof');
  });

  test('is greeted once', () => {
    const hello: Frame = { type: 'hello', version: 1, nonce: random.bytes(32) };
    expectRefused(hear(relaySide(), hello, hello), 'bad-proof');
    expectRefused(hear(openLink().far, hello), 'bad-frame');
    expectRefused(hear(openLink().near, hello), 'bad-frame');
  });

  test('is proved once', () => {
    const { far, proof } = atTheProof();
    expectRefused(
      { session: hear(far, proof, proof).session, effects: hear(hear(far, proof).session, proof).effects },
      'bad-frame',
    );
    expectRefused(hear(openLink().near, { type: 'welcome', now: 0 }), 'bad-frame');
  });

  test('hands frames on once open, answers pings itself, and passes pongs on for who measures', () => {
    const { near, far } = openLink();
    const enter: Frame = { type: 'enter', room };
    const told = hear(far, ping, enter, { type: 'pong' });
    expect(told.effects).toEqual([
      { do: 'frame', frame: enter },
      { do: 'frame', frame: { type: 'pong' } },
    ]);
    expect(speak(told.session).frames).toEqual([{ type: 'pong' }]);
    expect(speak(queue(queue(near, enter), ping)).frames).toEqual([enter, ping]);
  });

  test('answers a flood of pings with one pong, at no cost that grows with the flood', () => {
    const flood = Array.from({ length: 200_000 }, () => ping);
    const began = performance.now();
    const session = flood.reduce((before, frame) => receive(before, frame).session, openLink().far);
    expect(speak(session).frames).toEqual([{ type: 'pong' }]);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('sends each frame once', () => {
    const { session, frames } = speak(queue(openLink().near, ping));
    expect(frames).toEqual([ping]);
    expect(generate(session)).toEqual({ session });
  });

  test('carries nothing before it is open: what is queued early is not sent late', () => {
    const { near } = atTheProof();
    expect(speak(queue(near, ping)).frames).toEqual([]);
    expect(speak(queue(relaySide(), ping)).frames).toHaveLength(1);
  });

  test('tells a device why the relay refused it', () => {
    const { near } = atTheProof();
    const { session, effects } = hear(near, { type: 'refuse', code: 'slow-down', say: 'Come back later.' });
    expect(effects).toEqual([{ do: 'close', code: 'slow-down', say: 'Come back later.' }]);
    expect(session.phase).toBe('closed');
  });

  test('changes nothing it was given: the same frames give the same session again', () => {
    const { near, far, proof } = atTheProof();
    expect(hear(far, proof)).toEqual(hear(far, proof));
    expect(near).toBe(hear(near).session);
  });
});

describe('[SYN-3] a link between peers', () => {
  const desk = testDevice('desk');
  const peerSide = (own: string, theirs: string, keys = { device, secretKey }): Session =>
    startSession({ is: 'peer', nonce: random.bytes(32), transport: own, theirTransport: theirs, ...keys });

  test('opens when both have proved themselves, and both hold one transcript', () => {
    const near = speak(peerSide('peer-a', 'peer-b'));
    const far = speak(peerSide('peer-b', 'peer-a', desk));
    const greetedNear = speak(hear(near.session, ...far.frames).session);
    const greetedFar = speak(hear(far.session, ...near.frames).session);
    const opened = hear(greetedNear.session, ...greetedFar.frames);
    const openedFar = hear(greetedFar.session, ...greetedNear.frames);
    expect(opened.effects).toMatchObject([{ do: 'opened', device: desk.device }]);
    expect(openedFar.effects).toMatchObject([{ do: 'opened', device }]);
    expect(opened.session.transcript).toEqual(openedFar.session.transcript);
  });

  test('a proof between other transports, passed on by somebody in the middle, is refused', () => {
    const near = speak(peerSide('peer-a', 'peer-eve'));
    const far = speak(peerSide('peer-b', 'peer-eve', desk));
    const fooled = speak(hear(far.session, ...near.frames).session);
    expectRefused(hear(speak(hear(near.session, ...far.frames).session).session, ...fooled.frames), 'bad-proof');
  });

  test('a peer that sends back what it heard is refused', () => {
    const near = speak(peerSide('peer-a', 'peer-eve'));
    const answered = speak(hear(near.session, ...near.frames).session);
    expectRefused(hear(answered.session, ...answered.frames), 'bad-proof');
  });

  test('nothing passes before the proof, rooms least of all', () => {
    const near = speak(peerSide('peer-a', 'peer-b'));
    const far = speak(peerSide('peer-b', 'peer-a', desk));
    const greeted = speak(hear(near.session, ...far.frames).session);
    expectRefused(hear(greeted.session, { type: 'enter', room: testId('room') }), 'bad-proof');
    expect(speak(queue(near.session, { type: 'enter', room: testId('room') })).frames).toEqual([]);
  });
});
