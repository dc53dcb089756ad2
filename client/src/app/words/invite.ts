import { plural } from './quantities.ts';

export const invite = {
  button: 'Invite',
  title: 'Who else should be here?',
  link: 'Invite link',
  copy: 'Copy link',
  copied: 'Link copied',
  qr: 'Code of the link, to scan',
  how: 'Anyone with this link can join until it ends or you turn it off. The key is the part after #, which the relay never sees.',
  uses: 'Uses',
  useOptions: { any: 'any number', ten: '10 people', one: 'one person' },
  expires: 'Works for',
  day: (n: number) => plural(n, 'day'),
  open: 'Let people in at once',
  openHint: 'Otherwise one of you has to be online when they knock.',
  asked: 'Somebody who may invite says yes to each person before they come in.',
  asReader: 'People you invite can read here. They write once somebody makes them a member.',
  openWarn: 'Whoever holds this link can read the room, also without joining.',
  another: 'Make another link',
  making: 'Making a link',
} as const;
