/** A browser as the relay's account routes see it: keeps cookies, says where its page is from. */
import type { AccountAsk, Refusal, Standing } from '#shared/wire/account.ts';

export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Partial<Standing & Refusal> & { readonly username?: string; readonly binding?: string };
}

export class Visitor {
  readonly origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.origin = origin;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  post(ask: AccountAsk, body: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Heard> {
    return this.#fetch(`/api/account/${ask}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { origin: this.origin, 'content-type': 'application/json', ...headers },
    });
  }

  get(path = '/api/account'): Promise<Heard> {
    return this.#fetch(path, { headers: {} });
  }

  async #fetch(
    path: string,
    init: { method?: string; body?: string; headers: Readonly<Record<string, string>> },
  ): Promise<Heard> {
    const response = await fetch(this.origin + path, { ...init, headers: { ...init.headers, cookie: this.cookie } });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Heard['body'] };
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    if (/max-age=0/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(name.length + 1));
  }
}
