/** Whether two who met are connected by a TURN server: told by the pair of addresses ICE chose, and whenever it chooses another. */
import type { MultiaddrConnection } from '@libp2p/interface';

/** Tells each time it turns out otherwise than before; before anything is known, and at the end, it is not so. */
export function watchHelper(
  rtc: RTCPeerConnection,
  connection: Pick<MultiaddrConnection, 'status' | 'addEventListener'>,
  tell: (isHelped: boolean) => void,
): void {
  let was = false;
  const note = (isHelped: boolean): void => {
    if (isHelped !== was) tell((was = isHelped));
  };
  const look = (): void => {
    // What has closed meanwhile has no pair any more.
    rtc.getStats().then(
      (stats) => note(connection.status === 'open' && isHelped(stats)),
      () => note(false),
    );
  };
  rtc.sctp?.transport.iceTransport.addEventListener('selectedcandidatepairchange', look);
  connection.addEventListener('close', () => note(false));
  look();
}

interface Stat {
  readonly type?: string;
  readonly selectedCandidatePairId?: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
}

/** At either end. Firefox names no selected pair: there it is the nominated one. */
export function isHelped(report: { values(): Iterable<unknown> }): boolean {
  const stats = [...report.values()] as (Stat & { readonly id?: string })[];
  const find = (id: string | undefined): Stat | undefined => stats.find((stat) => stat.id === id);
  const selected = stats.find(({ selectedCandidatePairId }) => selectedCandidatePairId)?.selectedCandidatePairId;
  const pair =
    selected === undefined
      ? stats.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded')
      : find(selected);
  return [pair?.localCandidateId, pair?.remoteCandidateId].some((id) => find(id)?.candidateType === 'relay');
}
