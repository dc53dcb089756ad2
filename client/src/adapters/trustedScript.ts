/** Name of the Trusted Types policy, as the relay's `trusted-types` header lists it. */
const POLICY = 'grapevine';

/** As much of Trusted Types as is used here; not every browser has them, and TypeScript has no types for them. */
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let policy: { createScriptURL(url: string): string } | undefined;

/** Lets an address of this origin be loaded as a script, and no other. */
export function trustedScript(url: string): string {
  policy ??= makePolicy();
  return policy.createScriptURL(url);
}

function makePolicy(): { createScriptURL(url: string): string } {
  const rules = { createScriptURL: ownOrigin };
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  return factory ? factory.createPolicy(POLICY, rules) : rules;
}

function ownOrigin(url: string): string {
  const absolute = new URL(url, location.href);
  if (absolute.origin !== location.origin) throw new TypeError(`${absolute.origin} serves no script of this app`);
  return absolute.href;
}
