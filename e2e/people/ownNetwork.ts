/**
 * A network with nobody on it but a relay and browsers: one address that counts as the internet's, and one of a LAN, in a network
 * namespace of its own. Linux, and root at that.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** RFC 5737: somewhere on the internet, for whoever looks at the number. */
export const PUBLIC_ADDRESS = '203.0.113.5';
const LAN_ADDRESS = '10.9.0.2';

const SETUP = [
  'ip link set lo up',
  `ip addr add ${PUBLIC_ADDRESS}/32 dev lo`,
  'ip link add lan0 type veth peer name lan1',
  `ip addr add ${LAN_ADDRESS}/24 dev lan0`,
  'ip link set lan0 up',
  'ip link set lan1 up',
  'ip route add default via 10.9.0.1 dev lan0',
].join(' && ');

export const canHaveNetwork = (): boolean =>
  spawnSync('unshare', ['-n', 'sh', '-c', SETUP], { stdio: 'ignore' }).status === 0;

export class OwnNetwork {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async open(): Promise<OwnNetwork> {
    const holder = spawn('unshare', ['-n', 'sh', '-c', `${SETUP} && echo up && exec sleep infinity`]);
    await once(holder.stdout, 'data');
    return new OwnNetwork(holder);
  }

  /** What a command begins with that is to run there. */
  get inside(): readonly string[] {
    return ['nsenter', '-t', String(this.#holder.pid), '-n'];
  }

  close(): void {
    this.#holder.kill('SIGKILL');
  }
}
