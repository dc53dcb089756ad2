/** Every migration by name, in order. One that has run anywhere is never changed; a new one is added. */
import type { Migration } from 'kysely/migration';
import * as tables from './0001-tables.ts';
import * as recoveries from './0002-recoveries.ts';
import * as husks from './0003-husks.ts';
import * as forks from './0004-forks.ts';
import * as branches from './0005-branches.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-tables': tables,
  '0002-recoveries': recoveries,
  '0003-husks': husks,
  '0004-forks': forks,
  '0005-branches': branches,
};
