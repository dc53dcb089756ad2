/** A story: a relay, people who meet over it, and a house that watches over their pages. */
import { expect, type BrowserContextOptions } from '@playwright/test';
import { watchHouse } from './house.ts';
import { Person } from './person.ts';
import { test as relayTest } from './relay.ts';

export interface Profile extends BrowserContextOptions {
  /** False for a browser without service workers, as some private windows are. */
  readonly keepsApp?: boolean;
  /**
   * True for a browser that meets others straight. Most stories are about the relay: what happens while it is gone must not
   * depend on whether two browsers happened to find each other before.
   */
  readonly meetsPeers?: boolean;
}

/** Somebody new, in a browser profile of their own. */
export type Meet = (profile?: Profile) => Promise<Person>;

export const test = relayTest.extend<{ meet: Meet }>({
  meet: async ({ browser, relay, contextOptions, viewport, colorScheme }, use) => {
    const houses: (readonly string[])[] = [];
    const people: Person[] = [];
    await use(async ({ keepsApp = true, meetsPeers = false, ...profile } = {}) => {
      const context = await browser.newContext({
        ...contextOptions,
        viewport,
        colorScheme,
        baseURL: relay.url,
        ...profile,
      });
      houses.push(await watchHouse(context));
      if (!keepsApp) await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
      if (!meetsPeers) await context.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
      const person = new Person(context, await context.newPage());
      people.push(person);
      return person;
    });
    for (const { context } of people) await context.close();
    expect(houses.flat(), 'nothing against the policy, nothing thrown').toEqual([]);
  },
});

export { expect } from '@playwright/test';
