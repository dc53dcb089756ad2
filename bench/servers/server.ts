/** A server under measurement. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  /** Ends it; whatever it kept is gone. */
  discard(): Promise<void>;
}
