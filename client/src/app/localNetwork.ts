/**
 * Chromium asks before a page from the internet reaches devices on the local network, which is where people nearby are. It is
 * explained before it asks, and a no is said with its remedy, once. A page from this very network is not asked about.
 */
import type { Notices } from '../view/notices.svelte.ts';
import { words } from './words.ts';

const PROMPT = 'local-network';
const DENIED = 'local-network-denied';
/** Not in the DOM's types: known to Chromium alone. */
const PERMISSION = { name: 'local-network-access' as PermissionName };

const LOCAL =
  /^(localhost$|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[?(::1|f[cd]))|\.(local|home\.arpa|internal)$/;

export const isOfThisNetwork = (host: string): boolean => LOCAL.test(host);

/** `ask` is the browser's `permissions.query`. */
export async function watchLocalNetwork(
  host: string,
  ask: (permission: PermissionDescriptor) => Promise<PermissionStatus>,
  notices: Pick<Notices, 'stand' | 'over'>,
): Promise<void> {
  if (isOfThisNetwork(host)) return;
  // Other browsers know no such permission, and ask nobody.
  const status = await ask(PERMISSION).catch(() => undefined);
  if (!status) return;
  const tell = (): void => {
    if (status.state === 'prompt') notices.stand(PROMPT, words.notice.localNetwork);
    else notices.over(PROMPT);
    if (status.state === 'denied') notices.stand(DENIED, words.notice.localNetworkDenied);
    else notices.over(DENIED);
  };
  status.addEventListener('change', tell);
  tell();
}
