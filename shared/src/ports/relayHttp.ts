/** Asking the relay for something outside the link: sealed copies, boxes left for another device. */
export interface RelayHttp {
  /** Rejects when the relay cannot be reached. `path` begins with `/api/`. As nobody, unless it is a matter of the account. */
  get(path: string, as?: 'account'): Promise<HttpAnswer>;
  post(path: string, body: Uint8Array): Promise<HttpAnswer>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}
