/** The keys that do something here, as the list under "?" tells them. */
import { words } from '../../app/words.ts';

interface Key {
  readonly does: string;
  /** Keys pressed together are one text; several are other ways to the same. */
  readonly press: readonly string[];
}

interface KeyGroup {
  readonly title: string;
  readonly keys: readonly Key[];
}

/** Browsers hide the system's name where they can; this part of it they all still tell. */
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const command = isMac ? '⌘' : 'Ctrl';
const alt = isMac ? '⌥' : 'Alt';
const shift = isMac ? '⇧' : 'Shift';
const { keys } = words;

export const KEYS: readonly KeyGroup[] = [
  {
    title: keys.rooms,
    keys: [
      { does: keys.step, press: [`${alt} ↑`, '↓'] },
      { does: keys.stepUnread, press: [`${alt} ${shift} ↑`, '↓'] },
      { does: keys.toUnread, press: [`${command} J`] },
      { does: keys.details, press: [`${command} .`] },
      { does: keys.region, press: ['F6', `${shift} F6`] },
      { does: keys.list, press: ['?'] },
    ],
  },
  {
    title: keys.writing,
    keys: [
      { does: keys.send, press: ['Enter'] },
      { does: keys.newLine, press: [`${shift} Enter`] },
      { does: keys.editLast, press: ['↑'] },
      { does: keys.escape, press: ['Esc'] },
    ],
  },
  {
    title: keys.message,
    keys: [
      { does: keys.walk, press: ['↑', '↓'] },
      { does: keys.leap, press: ['Page Up', 'Page Down'] },
      { does: keys.newest, press: ['End'] },
      { does: keys.reply, press: ['R'] },
      { does: keys.react, press: ['+'] },
      { does: keys.edit, press: ['E'] },
      { does: keys.remove, press: ['Delete'] },
    ],
  },
];
