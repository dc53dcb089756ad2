import { expect, test } from 'vitest';
import { isOfThisNetwork, watchLocalNetwork } from './localNetwork.ts';

class Status extends EventTarget {
  state: PermissionState = 'prompt';
  readonly name = 'local-network-access';
  onchange = null;

  becomes(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

class Board {
  readonly names = new Set<string>();
  readonly stand = (name: string): void => void this.names.add(name);
  readonly over = (name: string): void => void this.names.delete(name);
}

test('the question is explained before it is asked; a yes takes that away, a no is said with what helps', async () => {
  const [status, board] = [new Status(), new Board()];
  await watchLocalNetwork('chat.example.org', () => Promise.resolve(status), board);
  expect([...board.names]).toEqual(['local-network']);
  status.becomes('denied');
  expect([...board.names]).toEqual(['local-network-denied']);
  status.becomes('granted');
  expect([...board.names]).toEqual([]);
});

test('a browser without such a permission is not spoken of, nor a page from this network', async () => {
  const board = new Board();
  await watchLocalNetwork('chat.example.org', () => Promise.reject(new TypeError('no such permission')), board);
  await watchLocalNetwork('192.168.1.7', () => Promise.resolve(new Status()), board);
  expect([...board.names]).toEqual([]);
});

test('addresses of a network of one’s own are known', () => {
  for (const host of ['localhost', '10.0.0.3', '172.16.4.1', '100.101.1.1', '[fd00::2]', 'relay.local'])
    expect(isOfThisNetwork(host)).toBe(true);
  for (const host of ['chat.example.org', '172.32.0.1', '8.8.8.8', '100.128.0.1', 'localhost.example.org'])
    expect(isOfThisNetwork(host)).toBe(false);
});
