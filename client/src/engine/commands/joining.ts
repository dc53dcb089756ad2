/** The ways into a room for the person who comes. */
import type { Runners } from './runner.ts';
import { nameFrom } from './typedName.ts';

export const joiningCommands = {
  'join.look': async (engine, { link }) => engine.joins.look(link),
  'join.ask': async (engine, { link, name }) => engine.joins.ask(link, nameFrom(name)),
  'join.cancel': async (engine, { link }) => engine.joins.cancel(link),
} satisfies Partial<Runners>;
