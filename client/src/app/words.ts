import { account } from './words/account.ts';
import { act } from './words/act.ts';
import { alone } from './words/alone.ts';
import { asking } from './words/asking.ts';
import { back } from './words/back.ts';
import { calls } from './words/calls.ts';
import { composer } from './words/composer.ts';
import { create } from './words/create.ts';
import { details } from './words/details.ts';
import { devices } from './words/devices.ts';
import { find } from './words/find.ts';
import { first } from './words/first.ts';
import { forget } from './words/forget.ts';
import { gone } from './words/gone.ts';
import { health } from './words/health.ts';
import { invite } from './words/invite.ts';
import { join } from './words/join.ts';
import { keys } from './words/keys.ts';
import { leftOut } from './words/leftOut.ts';
import { link } from './words/link.ts';
import { me } from './words/me.ts';
import { members } from './words/members.ts';
import { net } from './words/net.ts';
import { notice } from './words/notice.ts';
import { pair } from './words/pair.ts';
import { paste } from './words/paste.ts';
import { path } from './words/path.ts';
import { paused } from './words/paused.ts';
import { recovery } from './words/recovery.ts';
import { restore } from './words/restore.ts';
import { revoked } from './words/revoked.ts';
import { rooms } from './words/rooms.ts';
import { route } from './words/route.ts';
import { rules } from './words/rules.ts';
import { scan } from './words/scan.ts';
import { settings } from './words/settings.ts';
import { state } from './words/state.ts';
import { timeline } from './words/timeline.ts';
import { trouble } from './words/trouble.ts';
import { verify } from './words/verify.ts';
import { way } from './words/way.ts';

/**
 * Every sentence and label on screen, by screen or subject: `words.pair` stands in `words/pair.ts`.
 * Plain, specific, second person, present tense; people and counts by name.
 */
export const words = {
  brand: 'Grapevine',
  close: 'Close',
  save: 'Save',

  first,
  rooms,
  create,
  paste,
  me,
  account,
  pair,
  health,
  settings,
  keys,
  path,
  net,
  back,
  route,
  composer,
  timeline,
  way,
  state,
  act,
  details,
  find,
  forget,
  paused,
  gone,
  calls,
  asking,
  rules,
  members,
  leftOut,
  verify,
  devices,
  revoked,
  link,
  recovery,
  restore,
  scan,
  alone,
  invite,
  join,
  trouble,
  notice,
} as const;
