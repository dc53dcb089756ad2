/**
 * The page's security policy lets no plain string become a script address. This default policy lets through the
 * addresses of our own scripts only: the Worker's and the service worker's. Markup has its own policies (Svelte's for
 * its templates, DOMPurify's for messages); there is none here for it.
 */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

export function trustOwnScripts(): void {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  factory?.createPolicy('default', { createScriptURL: ownScript });
}

function ownScript(url: string): string {
  const address = new URL(url, document.baseURI);
  if (address.origin === location.origin && /\.(js|ts)$/.test(address.pathname)) return url;
  throw new TypeError(`Not one of our scripts: ${address.href}`);
}
