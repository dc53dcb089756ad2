/** `npm start -- --lan`: the relay answers on this machine's own addresses too, and says them with a code for a phone's camera. */
import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** IPv4 alone: nobody types the others, and every LAN has it. */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
}

export const lanUrls = (addresses: readonly string[], port: number, isTls: boolean): string[] =>
  addresses.map((address) => `${isTls ? 'https' : 'http'}://${address}:${String(port)}`);

/** Settings that let this network in; what was set by hand stays. */
export function openToLan(urls: readonly string[], environment: NodeJS.ProcessEnv): void {
  environment['GRAPEVINE_HOST'] ??= '0.0.0.0';
  environment['GRAPEVINE_ORIGINS'] = [environment['GRAPEVINE_ORIGINS'], ...urls].filter(Boolean).join(',');
}

export function lanText(urls: readonly string[], isTls: boolean): string {
  const [first] = urls;
  if (first === undefined)
    return 'This machine is on no network that others could reach it by. Join one and start again.';
  const code = renderUnicodeCompact(first, { ecc: 'L', border: 1 });
  const hint = isTls
    ? `A phone or laptop trusts it once it has the certificate at ${first}/ca.crt (docs/self-hosting.md).`
    : 'Over http browsers withhold a few things: the app does not open offline there, and has no camera. `-- --lan --tls` gives them.';
  return ['On this network:', ...urls.map((url) => `  ${url}`), '', code, '', hint].join('\n');
}
