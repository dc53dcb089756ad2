/** The rules of a room, as a person reads and changes them: each has a name, a choice, and what the choice means. */
import { words } from '../app/words.ts';
import type { RoomDetails, Rules } from '../engine/messages/rooms.ts';

export interface Rule {
  readonly name: string;
  readonly chosen: string;
  readonly means: string;
  readonly options: readonly { readonly value: string; readonly name: string }[];
  /** The change that choosing this option is. */
  readonly change: (value: string) => Partial<Rules>;
}

/** A rule whose choices are words already. */
function ruleOf<K extends 'invite' | 'links' | 'history' | 'write'>(
  rules: Rules,
  of: K,
  options: readonly Rules[K][],
): Rule {
  const { name, option, means } = words.rules;
  const called = option[of] as Record<Rules[K], string>;
  return {
    name: name[of],
    chosen: rules[of],
    means: (means[of] as Record<Rules[K], string>)[rules[of]],
    options: options.map((value) => ({ value, name: called[value] })),
    change: (value) => ({ [of]: value }),
  };
}

/** A rule that is on or off. */
function switchOf(rules: Rules, of: 'receipts' | 'presence'): Rule {
  const { name, option, means } = words.rules;
  const chosen = rules[of] ? 'on' : 'off';
  return {
    name: name[of],
    chosen,
    means: means[of][chosen],
    options: (['on', 'off'] as const).map((value) => ({ value, name: option[of][value] })),
    change: (value) => ({ [of]: value === 'on' }),
  };
}

/** A conversation of two has nobody to let in, and a public room lets in whoever has its link. */
export function rulesOf(rules: Rules, kind?: RoomDetails['kind']): Rule[] {
  const told = [switchOf(rules, 'receipts'), switchOf(rules, 'presence')];
  if (kind === 'direct') return told;
  return [
    ruleOf(rules, 'invite', ['owner', 'admin', 'moderator', 'member']),
    ...(kind === 'public' ? [] : [ruleOf(rules, 'links', ['open', 'asked'])]),
    ruleOf(rules, 'history', ['all', 'joining']),
    ruleOf(rules, 'write', ['member', 'moderator', 'admin', 'owner']),
    ...told,
  ];
}
