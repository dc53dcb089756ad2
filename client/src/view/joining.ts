/** The way into a room as named steps, each with a fact. */
import { words } from '../app/words.ts';
import type { JoinProgress } from '../engine/messages/invites.ts';
import { untilDay } from './days.ts';

export interface JoinStep {
  readonly name: string;
  readonly fact?: string;
  readonly done: boolean;
  /** 0 to 1 while something is fetched. */
  readonly part?: number;
}

export function stepsOf(progress: JoinProgress | undefined, now: number): JoinStep[] {
  const step = progress?.step ?? 'checking';
  if (step === 'dead') return [];
  if (step === 'checking') return [{ name: words.join.checking, done: false }];
  const preview = progress?.preview;
  const checked: JoinStep = {
    name: words.join.checked,
    done: true,
    ...(preview && { fact: words.join.until(preview.inviter, untilDay(preview.expires, now)) }),
  };
  if (step === 'checked') return [checked];
  if (step === 'asking') return [checked, { name: words.join.asking, done: false }];
  if (step === 'waiting')
    return [
      checked,
      {
        name: words.join.asked,
        done: false,
        fact: waitingFor(progress),
      },
    ];
  return [checked, { name: words.join.admitted, done: true }, fetching(progress)];
}

function waitingFor({ waitingFor: who, isAsked }: Partial<JoinProgress> = {}): string {
  if (!who) return words.join.waitingAny;
  return isAsked ? words.join.waitingYes(who) : words.join.waiting(who);
}

function fetching(progress: JoinProgress | undefined): JoinStep {
  if (progress?.step === 'done') return { name: words.join.opening, done: true };
  const got = progress?.fetched;
  if (got === undefined || got.of === 0) return { name: words.join.fetching, done: false };
  return {
    name: words.join.fetching,
    done: false,
    fact: words.join.fetched(got.entries, got.of),
    part: Math.min(1, got.entries / got.of),
  };
}
