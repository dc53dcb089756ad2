/** What each command does. Exhaustive: a command without a line here does not compile. */
import type { MarkDone } from '../doneCommands.ts';
import type { Answer } from '../messages/answer.ts';
import type { Command } from '../messages/command.ts';
import type { Commanded, Kind, Runners } from './runner.ts';
import { accountCommands } from './account.ts';
import { deviceCommands } from './devices.ts';
import { joiningCommands } from './joining.ts';
import { memberCommands } from './members.ts';
import { ownCommands } from './own.ts';
import { peopleCommands } from './people.ts';
import { roomCommands } from './rooms.ts';
import { wayCommands } from './ways.ts';
import { writingCommands } from './writing.ts';

const RUNNERS: Runners = {
  ...ownCommands,
  ...roomCommands,
  ...writingCommands,
  ...memberCommands,
  ...joiningCommands,
  ...peopleCommands,
  ...deviceCommands,
  ...accountCommands,
  ...wayCommands,
};

type Runner = (engine: Commanded, command: Command, mark: MarkDone) => Promise<Answer>;

/** Commands that change what this person's devices keep for each other. */
const OWN: ReadonlySet<Kind> = new Set([
  'rename',
  'me.hides',
  'send',
  'draft',
  'read',
  'contact.verify',
  'contact.meet',
  'contact.told',
]);

export async function run(engine: Commanded, command: Command, mark: MarkDone): Promise<Answer> {
  const answer = await (RUNNERS[command.do] as Runner)(engine, command, mark);
  if (OWN.has(command.do)) engine.selfRoom.soon();
  return answer;
}
