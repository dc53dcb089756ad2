/** A Chromium profile that stays, as a person's does, whatever starts and ends over it. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { systemBrowser } from '../../scripts/browser.mjs';
import { scratch } from '../servers/relay.ts';

export class Profile {
  readonly #folder = scratch();
  readonly #args: readonly string[];
  #context: BrowserContext | undefined;

  /** `args`: further ones for Chromium. */
  constructor(args: readonly string[] = []) {
    this.#args = args;
  }

  /** Starts the browser; its first page is empty. */
  async start(): Promise<Page> {
    const executablePath = systemBrowser();
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      args: ['--no-sandbox', ...this.#args],
      viewport: { width: 1280, height: 800 },
      ...(executablePath === undefined ? {} : { executablePath }),
    });
    return this.#context.pages()[0] ?? this.#context.newPage();
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  async discard(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
