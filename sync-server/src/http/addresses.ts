/**
 * The addresses this relay answers to: localhost on its port, its public URL, and origins it was told of. They are also the
 * transport identities a device may prove itself towards (SYN-3), so that a proof made for one relay serves no other.
 */
export class Addresses {
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;

  constructor(
    port: number,
    publicUrl: string | undefined,
    further: readonly string[],
    scheme: 'http' | 'https' = 'http',
  ) {
    const local = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${scheme}://${host}:${port}`);
    const origins = [...local, ...(publicUrl === undefined ? [] : [publicUrl]), ...further];
    this.#origins = new Set(origins.map((origin) => new URL(origin).origin));
    this.#hosts = new Set([...this.#origins].map((origin) => new URL(origin).host));
  }

  isOrigin(origin: string): boolean {
    return this.#origins.has(origin);
  }

  /** Takes the value of a Host header: a page of another name that resolves here is not ours (DNS rebinding). */
  isHost(host: string | undefined): boolean {
    return host !== undefined && this.#hosts.has(host.toLowerCase());
  }
}
