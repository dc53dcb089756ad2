/** A second device of somebody's, linked as people do it: a code taken, words compared (ID-6). */
import type { LinkProgress } from '../../client/src/engine/messages/devices.ts';
import type { Notice } from '../../client/src/engine/messages/port.ts';
import type { Gathering } from './gathering.ts';
import type { HeadlessPerson } from './headlessPerson.ts';

export async function linkStep({ device }: HeadlessPerson, wanted: LinkProgress['step']): Promise<LinkProgress> {
  const isIt = (notice: Notice): notice is Extract<Notice, { is: 'link' }> =>
    notice.is === 'link' && notice.link.step === wanted;
  return (await device.heard(isIt)).link;
}

export interface Comparing {
  readonly fresh: HeadlessPerson;
  /** What each of the two shows. */
  readonly words: readonly (readonly string[])[];
  readonly link: string;
}

/** Both show words; the code that was taken is given. */
export async function beginsLinking(gathering: Gathering, holder: HeadlessPerson): Promise<Comparing> {
  const fresh = gathering.somebody('nobody yet');
  await fresh.device.start();
  const { link = '' } = await holder.device.do({ do: 'link.offer' });
  const shown = Promise.all([linkStep(holder, 'compare'), linkStep(fresh, 'compare')]);
  await fresh.device.do({ do: 'link.take', code: link });
  return { fresh, words: (await shown).map(({ words = [] }) => [...words]), link };
}

export async function linksAnother(gathering: Gathering, holder: HeadlessPerson): Promise<HeadlessPerson> {
  const { fresh } = await beginsLinking(gathering, holder);
  const linked = linkStep(fresh, 'done');
  await holder.device.do({ do: 'link.answer', matches: true });
  await linked;
  return fresh;
}
