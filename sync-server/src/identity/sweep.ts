import type { DatabaseSync } from 'node:sqlite';

/** REL-3: sessions and codes whose time is over, and guests who have no session left, are forgotten. `now` in ms UTC. */
export function sweep(database: DatabaseSync, now: number): void {
  const time = new Date(now).toISOString();
  database.prepare('delete from session where expiresAt < ?').run(time);
  database.prepare('delete from verification where expiresAt < ?').run(time);
  database
    .prepare('delete from user where isAnonymous = 1 and not exists (select 1 from session where userId = user.id)')
    .run();
}
