/** The relay's log: one JSON line an event. It says what happened to the relay, never who said what to whom. */
export interface Journal {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  trouble(event: string, details?: Readonly<Record<string, unknown>>): void;
}

export function consoleJournal(level: 'info' | 'quiet'): Journal {
  const line = (event: string, details: Readonly<Record<string, unknown>> = {}): string =>
    JSON.stringify({ at: new Date().toISOString(), event, ...details });
  return {
    info: (event, details) => {
      if (level === 'info') console.log(line(event, details));
    },
    trouble: (event, details) => {
      console.error(line(event, details));
    },
  };
}

/** What went wrong, for the log alone. */
export const sayError = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
