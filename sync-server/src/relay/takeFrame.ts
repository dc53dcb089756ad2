/** From a frame of a proved link to who sees to it. What takes time is done in the order of asking. */
import type { Frame } from '#shared/wire/frames.ts';
import { sayError } from '../journal.ts';
import type { DeviceLink } from './deviceLink.ts';
import { enterRoom } from './enterRoom.ts';
import { takeAnswer, takeRequest } from './joinRequests.ts';
import { takeMarker } from './markers.ts';
import { takeFork, takeQuestion, takeShown } from './takeForks.ts';
import { takeLive } from './takeLive.ts';
import { takeGiven, takeNeed } from './takeNeeds.ts';
import { openDocument } from './openDocument.ts';
import type { RelayContext } from './relayContext.ts';
import { ordersOf, takeHusks } from './takeHusks.ts';
import { takeIntroduction, takeReach } from './takeReach.ts';
import { takeSync } from './takeSync.ts';

export function takeFrame(context: RelayContext, link: DeviceLink, frame: Frame): void {
  if (frame.type === 'sync') return takeSync(context, link, frame);
  if (frame.type === 'introduce') return takeIntroduction(context, link, frame);
  if (frame.type === 'live') return takeLive(context, link, frame);
  const work = workOf(context, link, frame);
  if (!work) return link.refuse('bad-frame', `A relay takes no ${frame.type} frame.`);
  const brought = frame.type === 'husks' ? ordersOf(context, link, frame) : undefined;
  const run = async (): Promise<void> => {
    try {
      // A device brings a room and opens its first month in one breath.
      context.intake.settle();
      await (brought ?? work)();
    } catch (error) {
      context.journal.trouble('frame-failed', { type: frame.type, error: sayError(error) });
      link.refuse('slow-down', 'The relay cannot do that now.', {
        ...('room' in frame ? { room: frame.room } : {}),
        retry: 5000,
      });
    }
  };
  void (brought ? link.bring(run) : link.inTurn(run));
}

function workOf(context: RelayContext, link: DeviceLink, frame: Frame): (() => Promise<void> | void) | undefined {
  switch (frame.type) {
    case 'enter':
      return () => enterRoom(context, link, frame);
    case 'leave':
      return () => {
        context.rooms.of(link, frame.room)?.leave(link);
      };
    case 'open':
      return () => {
        openDocument(context, link, frame);
      };
    case 'mark':
      return () => takeMarker(context, link, frame);
    case 'husks':
    case 'payloads':
      return () => takeHusks(context, link, frame);
    case 'reach':
      return () => {
        takeReach(context, link, frame);
      };
    case 'ice':
      return () => {
        link.send({ type: 'ice', servers: context.ice() });
      };
    case 'ask':
      return () => takeRequest(context, link, frame);
    case 'answer':
      return () => takeAnswer(context, link, frame);
    case 'compare':
    case 'show':
      return () => takeQuestion(context, link, frame);
    case 'shown':
      return () => takeShown(context, link, frame);
    case 'fork':
      return () => takeFork(context, link, frame);
    case 'need':
      return () => takeNeed(context, link, frame);
    case 'given':
      return () => takeGiven(context, link, frame);
    // Peers say these to each other; a relay learns nothing from them.
    case 'ack':
    case 'pong':
      return () => undefined;
    default:
      return undefined;
  }
}
