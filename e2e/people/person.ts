/** Somebody at their browser: what people do, by the names that the app's controls go by. */
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

export interface Shown {
  readonly place: number;
  readonly text: string;
}

export class Person {
  readonly context: BrowserContext;
  /** The tab they look at. */
  page: Page;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  // Coming in

  async opens(address = '/'): Promise<void> {
    await this.page.goto(address);
  }

  /** As by the address bar, without loading the page anew. */
  async turnsTo(address: string): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, new URL(address).hash);
  }

  async startsAs(name: string): Promise<void> {
    await this.opens();
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Start chatting' }).click();
    await expect(this.page.getByRole('button', { name: 'Start a room' })).toBeVisible();
  }

  async startsRoom(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Start a room' }).click();
    await this.page.getByRole('textbox', { name: 'Room name' }).fill(name);
    await this.page.getByRole('button', { name: 'Create room' }).click();
    // Not just any: the room before is on screen until this one is read.
    await expect(this.page.getByRole('textbox', { name: `Message ${name}`, exact: true })).toBeVisible();
  }

  /** The link, as it is copied from the dialog, which is closed again. */
  async invites(): Promise<string> {
    await this.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await this.readsInviteLink();
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
    return link;
  }

  /** A link with conditions, as they are called in the dialog. */
  async invitesWith({ uses, days, open }: { uses?: string; days?: string; open?: boolean }): Promise<string> {
    await this.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const first = await this.readsInviteLink();
    if (uses !== undefined) await this.page.getByLabel('Uses').selectOption(uses);
    if (days !== undefined) await this.page.getByLabel('Works for').selectOption(days);
    if (open === true) await this.page.getByRole('checkbox', { name: /Let people in at once/ }).check();
    await this.page.getByRole('button', { name: 'Make another link' }).click();
    await expect(this.page.getByRole('textbox', { name: 'Invite link' })).not.toHaveValue(first);
    const link = await this.readsInviteLink();
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
    return link;
  }

  async readsInviteLink(): Promise<string> {
    const field = this.page.getByRole('textbox', { name: 'Invite link' });
    await expect(field).toHaveValue(/#join\//);
    return field.inputValue();
  }

  /** Knocks at the door of an invite and goes no further. */
  async asksToJoin(link: string, name: string): Promise<void> {
    await this.opens(link);
    await this.page.getByRole('textbox', { name: 'Join as' }).fill(name);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
  }

  async joins(link: string, name: string): Promise<void> {
    await this.asksToJoin(link, name);
    await this.isIn();
  }

  async isIn(): Promise<void> {
    await expect(this.composer).toBeVisible();
  }

  // Talking

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  get send(): Locator {
    return this.page.getByRole('button', { name: 'Send', exact: true });
  }

  message(text: string | RegExp): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  /** `shown`: the words as they appear, where that is not how they were typed. */
  async says(text: string, shown: string | RegExp = text): Promise<void> {
    await this.composer.fill(text);
    await this.page.getByRole('button', { name: /^(Send|Save)$/ }).click();
    await this.sees(shown);
  }

  async sees(...texts: readonly (string | RegExp)[]): Promise<void> {
    for (const text of texts) await expect(this.message(text).first()).toBeVisible();
  }

  async seesNot(text: string | RegExp): Promise<void> {
    await expect(this.message(text)).toHaveCount(0);
  }

  /** What is in the log, as drawn: the place of each message among all of the room, and its words. */
  async reads(): Promise<Shown[]> {
    return this.log.getByRole('article').evaluateAll((articles) =>
      articles.map((article) => ({
        place: Number(article.getAttribute('aria-posinset')),
        text: article.querySelector('.tx, .gone')?.textContent ?? '',
      })),
    );
  }

  /** The message's name says so: "Saved here", "On the relay", "Delivered to 1 of 1". */
  async isTold(text: string, state: string | RegExp): Promise<void> {
    await expect(this.message(text).first()).toHaveAccessibleName(state instanceof RegExp ? state : new RegExp(state));
  }

  /** Opens what can be done with a message and chooses. */
  async does(action: 'React' | 'Reply' | 'Edit' | 'Delete', text: string): Promise<void> {
    const message = this.message(text).first();
    const button = message.getByRole('toolbar').getByRole('button', { name: action, exact: true });
    // What comes in meanwhile moves the message away from under the pointer: they follow it.
    await expect(async () => {
      await message.hover();
      await button.click({ timeout: 2_000 });
    }).toPass();
  }

  async reacts(text: string, emoji: string): Promise<void> {
    await this.does('React', text);
    await this.message(text)
      .first()
      .getByRole('button', { name: `React ${emoji}` })
      .click();
  }

  // The others

  /** A line of the members' list. */
  member(name: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('button', { name, exact: true }) });
  }

  async looksAt(name: string): Promise<void> {
    await this.member(name).getByRole('button', { name, exact: true }).click();
    await expect(this.page.getByRole('dialog', { name })).toBeVisible();
  }

  async removes(name: string, reason = ''): Promise<void> {
    await this.looksAt(name);
    await this.page.getByRole('button', { name: 'Remove from room' }).click();
    if (reason !== '') await this.page.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await this.page.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
    await expect(this.member(name)).toHaveCount(0);
  }

  async makes(name: string, role: 'Admin' | 'Moderator' | 'Member' | 'Reader'): Promise<void> {
    await this.looksAt(name);
    await this.page.getByLabel('Role').selectOption({ label: role });
    await this.page.keyboard.press('Escape');
    await this.seesAs(name, role);
  }

  async seesAs(name: string, role: string): Promise<void> {
    await expect(this.member(name)).toContainText(role);
  }

  /** Changes a rule of the room, in its details. */
  async settles(rule: string, choice: string): Promise<void> {
    await this.page.getByLabel(rule, { exact: true }).selectOption({ label: choice });
    await expect(this.page.getByText('The rules of the room are changed for everyone')).toBeVisible();
  }

  /** The line that says who wants to come in. */
  asker(name: string): Locator {
    return this.page
      .getByRole('region', { name: 'People who ask to come in' })
      .getByRole('listitem')
      .filter({ hasText: `${name} wants to join` });
  }

  async readsRule(means: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('complementary', { name: 'Room details' }).getByText(means)).toBeVisible();
  }

  // The network

  /** Their browser says that there is no network; the relay is not touched. */
  async goesOffline(): Promise<void> {
    await this.context.setOffline(true);
    await this.isOn('Offline');
  }

  async comesBack(): Promise<void> {
    await this.context.setOffline(false);
    await this.isOn('Through relay');
  }

  /** The header names the path that messages take. */
  async isOn(
    path:
      | 'Through relay'
      | 'Offline'
      | `Direct to ${number}`
      | `Direct to ${number} + ${number} by relay`
      | `By a helper to ${number}`,
  ): Promise<void> {
    await expect(this.page.getByRole('button', { name: path, exact: true })).toBeVisible({ timeout: 45_000 });
  }

  /** The line above the composer: so many devices are reached straight. */
  async goesStraightTo(devices: number): Promise<void> {
    await expect(this.page.getByText(new RegExp(`Goes straight to ${String(devices)} device`))).toBeVisible();
  }

  /** The app is kept by the browser: from now on it starts with no relay. */
  async hasAppInstalled(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
  }

  async reloads(): Promise<void> {
    await this.page.reload();
  }

  // Tabs

  /** The last tab closes: nothing of this device runs any more. */
  async closesTab(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
  }

  async opensAgain(address = '/'): Promise<void> {
    this.page = await this.context.newPage();
    await this.opens(address);
  }

  /** Opens another tab of the same browser profile, and looks at it. The one before is returned. */
  async opensTab(address = this.page.url()): Promise<Page> {
    const before = this.page;
    this.page = await this.context.newPage();
    await this.page.goto(address);
    return before;
  }
}
