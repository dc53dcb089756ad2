/** Two people at Chromium, each with a browser of their own, in one room: what they do, and when it is on the other's screen. */
import type { Page } from '@playwright/test';
import { Profile } from './profile.ts';

/** A page that has no microphone is given names for its addresses that only multicast DNS resolves: not there on every machine. */
const PLAIN_ADDRESSES = '--disable-features=WebRtcHideLocalIpsWithMdns';
const PATIENCE_MS = 120_000;
const STRAIGHT = /Goes straight to 1 device/;

export class Two {
  readonly #profiles: readonly Profile[];
  readonly ada: Page;
  readonly ben: Page;

  private constructor(profiles: readonly Profile[], ada: Page, ben: Page) {
    this.#profiles = profiles;
    this.ada = ada;
    this.ben = ben;
  }

  /** `meets`: whether their browsers have WebRTC. */
  static async inARoom(origin: string, meets: boolean): Promise<Two> {
    const profiles = [new Profile([PLAIN_ADDRESSES]), new Profile([PLAIN_ADDRESSES])];
    const [ada, ben] = (await Promise.all(profiles.map((profile) => profile.start()))) as [Page, Page];
    const two = new Two(profiles, ada, ben);
    if (!meets)
      for (const page of [ada, ben])
        await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
    await two.#comeTogether(origin);
    if (meets) await two.areLinked();
    return two;
  }

  async #comeTogether(origin: string): Promise<void> {
    const { ada, ben } = this;
    await ada.goto(origin);
    await ada.getByRole('textbox', { name: 'Your name' }).fill('Ada');
    await ada.getByRole('button', { name: 'Start chatting' }).click();
    await ada.getByRole('button', { name: 'Start a room' }).click();
    await ada.getByRole('textbox', { name: 'Room name' }).fill('Garden');
    await ada.getByRole('button', { name: 'Create room' }).click();
    await ada.getByRole('textbox', { name: 'Message Garden', exact: true }).waitFor();
    await ada.getByRole('button', { name: 'Invite', exact: true }).click();
    const field = ada.getByRole('textbox', { name: 'Invite link' });
    await ada.waitForFunction(() =>
      [...document.querySelectorAll('input, textarea')].some((input) =>
        (input as HTMLInputElement).value.includes('#join/'),
      ),
    );
    const link = await field.inputValue();
    await ada.keyboard.press('Escape');
    await ben.goto(link);
    await ben.getByRole('textbox', { name: 'Join as' }).fill('Ben');
    await ben.getByRole('button', { name: 'Join', exact: true }).click();
    await ben.getByRole('textbox', { name: /^Message / }).waitFor({ timeout: PATIENCE_MS });
  }

  async areLinked(): Promise<void> {
    for (const page of [this.ada, this.ben]) await page.getByText(STRAIGHT).waitFor({ timeout: PATIENCE_MS });
  }

  async arePart(): Promise<void> {
    for (const page of [this.ada, this.ben])
      await page.getByText(STRAIGHT).waitFor({ state: 'detached', timeout: PATIENCE_MS });
  }

  /** ms from the press of Enter to the frame after the one that has the words on the other's screen, by clocks of one machine. */
  async way(text: string): Promise<number> {
    const painted = this.ben.evaluate(paintedAt, text);
    const composer = this.ada.getByRole('textbox', { name: /^Message / });
    await composer.fill(text);
    await this.ada.evaluate(notePress);
    await composer.press('Enter');
    const seen = await painted;
    return seen - (await this.ada.evaluate(pressedAt));
  }

  /** ms from navigation to the line over the composer saying that it goes straight, in a tab that is opened anew. */
  async firstLink(): Promise<number> {
    await this.ben.reload({ waitUntil: 'commit' });
    const at = await this.ben.waitForFunction(
      () => (document.body.innerText.includes('Goes straight to 1 device') ? performance.now() : undefined),
      undefined,
      { polling: 'raf', timeout: PATIENCE_MS },
    );
    return (await at.jsonValue()) ?? NaN;
  }

  async discard(): Promise<void> {
    for (const profile of this.#profiles) await profile.discard();
  }
}

// What runs in the pages.

interface Noted {
  pressed?: number;
}

function notePress(): void {
  const note = (): void => void ((globalThis as Noted).pressed = performance.timeOrigin + performance.now());
  addEventListener('keydown', note, { capture: true, once: true });
}

const pressedAt = (): number => (globalThis as Noted).pressed ?? NaN;

function paintedAt(text: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const last = [...document.querySelectorAll('[role="log"] [role="article"], [role="log"] article')].slice(-3);
      const isThere = last.some((article) => article.textContent.includes(text));
      requestAnimationFrame(isThere ? () => resolve(performance.timeOrigin + performance.now()) : look);
    };
    look();
  });
}
