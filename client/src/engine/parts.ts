/** What an engine is put together from. The composition roots (worker.ts, headless.ts) choose the adapters. */
import type { Clock } from '#shared/ports/clock.ts';
import type { Courier } from '#shared/ports/courier.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import type { DocumentStore } from '#shared/ports/documentStore.ts';
import type { Link } from '#shared/ports/link.ts';
import type { PeerLinks } from '#shared/ports/peerLinks.ts';
import type { PeerPairing } from '#shared/ports/peerPairing.ts';
import type { RelayHttp } from '#shared/ports/relayHttp.ts';
import type { Random } from '#shared/ports/random.ts';

export interface Parts {
  readonly store: DeviceStore;
  readonly documents: DocumentStore;
  readonly link: Link;
  /** Absent where there is no WebRTC: the relay alone serves. */
  readonly peers?: PeerLinks;
  /** How two meet by codes, on those links. */
  readonly pairing?: PeerPairing;
  readonly courier: Courier;
  readonly http: RelayHttp;
  readonly clock: Clock;
  readonly random: Random;
  /** Where this app is served from: invite links begin with it. */
  readonly origin: string;
}
