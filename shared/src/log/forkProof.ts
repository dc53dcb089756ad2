import { bytesOf } from '#shared/bytes.ts';
import { isGoodSignKey } from '#shared/crypto/sign.ts';
import { maxSeq, MAX_N } from '#shared/entry/limits.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { CHARTER, segmentOf, type DeviceId, type DocumentId, type EntryId, type WriterId } from '#shared/ids.ts';
import { readBranch, type Branch } from '#shared/log/branch.ts';
import type { ChainLink } from '#shared/log/chain.ts';
import { isGenesis } from '#shared/log/genesis.ts';
import { writerId } from '#shared/log/writerId.ts';

/** LOG-8: two entries of one device key in one slot, each with its list onward to a good signature. */
export interface ForkProof {
  readonly document: DocumentId;
  readonly device: DeviceId;
  readonly n: number;
  readonly seq: number;
  readonly branches: readonly [Branch, Branch];
}

/** A proof that holds. */
export interface ProvenFork {
  readonly proof: ForkProof;
  readonly writer: WriterId;
  readonly seq: number;
  readonly links: readonly [readonly ChainLink[], readonly ChainLink[]];
}

const bad = (say: string): ReturnType<typeof fault> => fault('fork-proof', say);

/**
 * Checks a proof from anywhere by itself: nothing of the list need be here. The entries before the slot may differ as well;
 * then the lists part further down, and another proof will say where.
 */
export function checkFork(proof: ForkProof): Result<ProvenFork> {
  const { document, device, n, seq, branches } = proof;
  const segment = segmentOf(document);
  if (n >= (segment === CHARTER ? 1 : MAX_N) || seq >= maxSeq(segment)) return bad('a slot no writer has');
  if (!isGoodSignKey(bytesOf(device))) return bad('a device key that is not canonical, or of small order');
  const writer = writerId(document, device, n);
  const [a, b] = branches.map((branch) => readBranch({ document, writer, device, seq }, branch));
  if (!a || !b) return bad('entries that are not in form, or that no good signature vouches for');
  if (a[0]?.id === b[0]?.id) return bad('the same entry twice');
  if (seq === 0 && ![a, b].every((links) => isIntroduced(links, device, n))) return bad('a list of another device');
  if (seq === 0 && segment === CHARTER && [a, b].some((links) => links[0] && isGenesis(document, links[0].raw)))
    return bad('beside the genesis nothing counts, and nothing is a fork');
  return ok({ proof, writer, seq, links: [a, b] });
}

function isIntroduced([first]: readonly ChainLink[], device: DeviceId, n: number): boolean {
  const intro = first?.raw.header.intro;
  return intro?.device === device && intro.n === n;
}

/** The two entries of the slot. */
export const forkedIds = ({ links: [a, b] }: ProvenFork): readonly EntryId[] =>
  [a[0], b[0]].flatMap((link) => (link ? [link.id] : []));
