/**
 * Coded errors. `code` is stable and may be told to a peer; `message` says what to do and stays on this side.
 * Input from outside yields a `Result`, never a throw.
 */
export class GrapevineError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GrapevineError';
    this.code = code;
  }
}

/** What is wrong with something that came from outside: a stable code and a sentence for the log. */
export interface Fault {
  readonly code: string;
  readonly say: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fault = (code: string, say: string): { readonly ok: false; readonly fault: Fault } => ({
  ok: false,
  fault: { code, say },
});
