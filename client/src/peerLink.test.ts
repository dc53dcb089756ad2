/** The link to a peer is held to what the link to a relay is held to: over real WebRTC, and over the table that tests use. */
import type { PeerEvents, PeerLinks, PeerTransport } from '#shared/ports/peerLinks.ts';
import { Inbox } from '#testing/inbox.ts';
import { linkContract, type FarEnd, type LinkPlace } from '#testing/linkContract.ts';
import { PeerTable } from '#testing/peerTable.ts';
import { runContract } from '#testing/runContract.ts';
import { Libp2pPeers } from './adapters/libp2pPeers.ts';
import { systemClock } from './adapters/systemClock.ts';
import { webRandom } from './adapters/webRandom.ts';
import { PeerLink } from './engine/peerLink.ts';

/** No introducer is real here: words go from one to the other, or nowhere. */
const MEET_MS = 1_500;

/** One end of every connection there is in a place: the links under it, and what they say. */
class End {
  readonly links: PeerLinks;
  own: PeerTransport = '';
  heard: Partial<PeerEvents> = {};
  readonly #other: () => End;

  constructor(links: PeerLinks, other: () => End) {
    this.links = links;
    this.#other = other;
  }

  starts(): Promise<void> {
    return new Promise((resolve) => {
      this.links.start({
        reachable: (own) => {
          this.own = own;
          resolve();
        },
        introduce: (_peer, bytes) => {
          if (this.#other().takesCalls) this.#other().links.introduced(this.own, bytes);
        },
        up: (peer) => this.heard.up?.(peer),
        down: (peer, reason) => this.heard.down?.(peer, reason),
        batch: (peer, bytes) => this.heard.batch?.(peer, bytes),
        helped: () => undefined,
      });
    });
  }

  takesCalls = true;
}

async function place(make: () => PeerLinks): Promise<LinkPlace> {
  const near: End = new End(make(), () => far);
  const far: End = new End(make(), () => near);
  await Promise.all([near.starts(), far.starts()]);
  const accepted = new Inbox<FarEnd>();
  let open: { readonly heard: Inbox<Uint8Array>; close(): void } | undefined;
  far.heard = {
    up: () => {
      const { promise: closed, resolve: close } = Promise.withResolvers<undefined>();
      open = { heard: new Inbox<Uint8Array>(), close: () => close(undefined) };
      accepted.put({
        heard: open.heard,
        closed,
        send: (batch) => far.links.send(near.own, batch),
        hangUp: () => far.links.drop(near.own, 'hung up'),
      });
    },
    down: () => open?.close(),
    batch: (_peer, bytes) => open?.heard.put(bytes),
  };
  return {
    transport: near.own,
    accepted,
    link() {
      const way = { peer: far.own, own: near.own, links: near.links, clock: systemClock, random: webRandom };
      const link = new PeerLink({ ...way, mayDial: () => true });
      near.heard = {
        up: () => link.up(),
        down: (_peer, reason) => link.down(reason),
        batch: (_peer, bytes) => link.batch(bytes),
      };
      return link;
    },
    takeCalls(takes) {
      far.takesCalls = takes;
      return Promise.resolve();
    },
    async close() {
      await Promise.all([near.links.stop(), far.links.stop()]);
    },
  };
}

runContract('a link to a peer, over real WebRTC', linkContract, () =>
  place(() => new Libp2pPeers((length) => webRandom.bytes(length), MEET_MS)),
);

runContract('a link to a peer, over the table of tests', linkContract, () => {
  const table = new PeerTable();
  return place(() => table.links());
});
