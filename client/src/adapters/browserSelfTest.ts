/** The self-test in a browser: each thing is really tried, on this page's own relay and network. */
import * as v from 'valibot';
import type { Check, Finding, SelfTest } from '#shared/ports/selfTest.ts';
import { RELAY_INFO_PATH, relayInfoSchema, type RelayInfo } from '#shared/wire/relayInfo.ts';

const WAIT_MS = 6_000;
/** What a person's clock may be wrong by before messages stand in the wrong place. */
const CLOCK_MS = 2 * 60_000;
const NEARLY_FULL = 0.9;

export const browserSelfTest = (origin: string): SelfTest => {
  const checks: Readonly<Record<Check, () => Promise<Finding>>> = {
    relay: () => relay(origin),
    udp: () => udp(origin),
    webrtc,
    storage,
    clock: () => clock(origin),
    page: () => Promise.resolve(isSecureContext ? { is: 'good', code: 'secure' } : { is: 'fair', code: 'insecure' }),
  };
  return { run: (check) => checks[check]() };
};

async function relay(origin: string): Promise<Finding> {
  const began = performance.now();
  if (await opens(`${origin.replace(/^http/, 'ws')}/sync`))
    return { is: 'good', code: 'reached', count: Math.round(performance.now() - began) };
  return { is: 'bad', code: (await info(origin)) ? 'no-socket' : 'no-relay' };
}

function opens(url: string): Promise<boolean> {
  const socket = new WebSocket(url);
  return within((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  }, false).finally(() => socket.close());
}

/** Which ways to itself the browser offers to others: none where a policy or a guard against leaks takes them away. */
async function udp(origin: string): Promise<Finding> {
  if (!hasWebRtc()) return { is: 'bad', code: 'no-webrtc' };
  const { ice = [] } = (await info(origin)) ?? {};
  const rtc = new RTCPeerConnection({ iceServers: ice });
  const candidates = await gathered(rtc);
  const count = candidates.filter(({ type }) => type === 'host').length;
  const outer = candidates.filter(({ type }) => type === 'srflx' || type === 'relay').length;
  if (outer > 0) return { is: 'good', code: 'outer', count: count + outer };
  return count > 0 ? { is: 'good', code: 'addresses', count } : { is: 'bad', code: 'no-addresses' };
}

async function gathered(rtc: RTCPeerConnection): Promise<readonly RTCIceCandidate[]> {
  const candidates: RTCIceCandidate[] = [];
  rtc.onicecandidate = ({ candidate }) => {
    if (candidate?.protocol === 'udp') candidates.push(candidate);
  };
  rtc.createDataChannel('');
  const done = within<undefined>((resolve) => {
    rtc.onicegatheringstatechange = () => {
      if (rtc.iceGatheringState === 'complete') resolve(undefined);
    };
  }, undefined);
  await rtc.setLocalDescription();
  await done;
  rtc.close();
  return candidates;
}

/** Two ends in this page: a message goes from one to the other by the network as far as this machine. */
async function webrtc(): Promise<Finding> {
  if (!hasWebRtc()) return { is: 'bad', code: 'no-webrtc' };
  const began = performance.now();
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  const [say, hear] = [here, there].map((end) => end.createDataChannel('', { negotiated: true, id: 0 }));
  const heard = within<boolean>((resolve) => {
    if (say) say.onopen = () => say.send('hello');
    if (hear) hear.onmessage = () => resolve(true);
  }, false);
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription ?? { type: 'offer' });
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription ?? { type: 'answer' });
  const isLooped = await heard;
  here.close();
  there.close();
  if (!isLooped) return { is: 'bad', code: 'not-looped' };
  return { is: 'good', code: 'looped', count: Math.round(performance.now() - began) };
}

/** Plain http has no such interface. */
async function storage(): Promise<Finding> {
  if (!('storage' in navigator)) return { is: 'fair', code: 'unknown-storage' };
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  if (quota > 0 && usage > quota * NEARLY_FULL) return { is: 'bad', code: 'nearly-full', count: usage, of: quota };
  const isKept = await navigator.storage.persisted();
  return { is: isKept ? 'good' : 'fair', code: isKept ? 'kept' : 'may-go', count: usage, of: quota };
}

async function clock(origin: string): Promise<Finding> {
  const began = Date.now();
  const told = await info(origin);
  if (!told) return { is: 'fair', code: 'unknown-clock' };
  const off = (began + Date.now()) / 2 - told.now;
  if (Math.abs(off) < CLOCK_MS) return { is: 'good', code: 'right', count: Math.abs(off) };
  return { is: 'bad', code: off > 0 ? 'ahead' : 'behind', count: Math.abs(off) };
}

async function info(origin: string): Promise<RelayInfo | undefined> {
  try {
    const response = await fetch(origin + RELAY_INFO_PATH, { cache: 'no-store', signal: AbortSignal.timeout(WAIT_MS) });
    const read = v.safeParse(relayInfoSchema, await response.json());
    return read.success ? read.output : undefined;
  } catch {
    // That there is no answer is the finding.
    return undefined;
  }
}

const hasWebRtc = (): boolean => typeof RTCPeerConnection !== 'undefined';

function within<T>(begin: (resolve: (value: T) => void) => void, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(otherwise), WAIT_MS);
    begin(resolve);
  });
}
