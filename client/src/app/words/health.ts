import type { FindingCode } from '#shared/ports/selfTest.ts';
import { duration, megabytes, plural } from './quantities.ts';

export const health = {
  open: 'Check the connection',
  title: 'How your connection is doing',
  testing: 'Trying each thing out. It takes a few seconds.',
  summary: (bad: number) =>
    bad === 0
      ? 'Nothing is in your way.'
      : `${plural(bad, 'thing is', 'things are')} in your way. Below is what helps.`,
  waiting: 'Trying it out',
  again: 'Test again',
  check: {
    relay: 'Relay',
    udp: 'Ways to this device',
    webrtc: 'Straight connections',
    storage: 'Storage',
    clock: 'Clock',
    page: 'This page',
  },
  found: {
    reached: (ms: number) => `It answers, and stays connected. It took ${ms} ms.`,
    'no-socket': () => 'It answers, but cannot stay connected.',
    'no-relay': () => 'It does not answer.',
    addresses: (n: number) => `Others on this network can be told ${plural(n, 'way', 'ways')} to this device.`,
    outer: (n: number) =>
      `Others can be told ${plural(n, 'way', 'ways')} to this device, from outside this network too.`,
    'no-addresses': () => 'This browser tells nobody a way to this device.',
    looped: (ms: number) => `They work in this browser. It took ${ms} ms.`,
    'not-looped': () => 'One was begun, and nothing came through.',
    'no-webrtc': () => 'This browser has none.',
    kept: (used: number, of: number) => `Kept until you clear it. ${megabytes(used)} of ${megabytes(of)} used.`,
    'may-go': (used: number, of: number) =>
      `The browser may clear it when space runs low. ${megabytes(used)} of ${megabytes(of)} used.`,
    'nearly-full': (used: number, of: number) => `Nearly full: ${megabytes(used)} of ${megabytes(of)} used.`,
    'unknown-storage': () => 'This browser does not say here how much room there is.',
    right: () => 'It agrees with the relay.',
    ahead: (ms: number) => `It is ${duration(ms)} ahead of the relay.`,
    behind: (ms: number) => `It is ${duration(ms)} behind the relay.`,
    'unknown-clock': () => 'There is no relay to compare it with.',
    secure: () => 'It opens offline, and may use the camera when you say so.',
    insecure: () => 'It came over plain http, so it does not open offline and has no camera.',
  } satisfies Record<FindingCode, (count: number, of: number) => string>,
  remedy: {
    'no-socket':
      'Something between lets web pages through and no WebSocket: a proxy of an office or school, or the web server in front of the relay. Try another network, or tell whoever runs the relay.',
    'no-relay': 'Go on writing: it is saved here, and people nearby still get it. The app tries again by itself.',
    'no-addresses':
      'A VPN, an extension or a rule of your workplace may hide them. Turn that off for this page. Until then messages go through the relay.',
    'not-looped':
      'A firewall blocks UDP on this device, or the browser is not allowed it. Messages go through the relay.',
    'no-webrtc': 'Another browser may have it. Here messages go through the relay.',
    'may-go': 'Install Grapevine from the browser’s menu, or make a recovery code: then nothing is lost.',
    'nearly-full': 'Clear what other sites keep, or free space on this device.',
    ahead: 'Set the clock of this device to automatic: what you write stands in the wrong place until then.',
    behind: 'Set the clock of this device to automatic: what you write stands in the wrong place until then.',
    insecure: 'Whoever runs the relay can give it https: the manual says how. Codes can be pasted instead of scanned.',
  } as Partial<Record<FindingCode, string>>,
} as const;
