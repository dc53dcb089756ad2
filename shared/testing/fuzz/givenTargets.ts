import { equalBytes, toText } from '#shared/bytes.ts';
import { Charter } from '#shared/charter/charter.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import { CHARTER, documentId, type WriterId } from '#shared/ids.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { HuskBook } from '#shared/log/huskBook.ts';
import { checkHuskOrder, makeHuskOrder } from '#shared/log/huskOrder.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { writerId } from '#shared/log/writerId.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';
import type { Given, HusksFrame } from '#shared/wire/frames.ts';
import { Person } from '#testing/charterPeople.ts';
import { must, outcomeOf, type Target } from './target.ts';
import { reshapeFrame } from './wireTargets.ts';

const [olivia, anton] = [new Person('olivia'), new Person('anton')];
olivia.founds();
olivia.says({ t: 'member.add', role: 'admin', certificates: [anton.certificate] });
anton.enters(olivia.charter.room).hears(...olivia.written);
anton.says({ t: 'settings', policies: { invite: 'member' } });
const other = anton.clone(0).hears(...olivia.written);
for (const invite of ['owner', 'moderator'] as const) other.says({ t: 'settings', policies: { invite } });

const { room } = olivia.charter;
const charterDocument = documentId(room, CHARTER);
const held = [...olivia.written, ...anton.written];
const genuine = new Set([...held, ...other.written].map(({ bytes }) => toText(bytes)));

const given = (list: Given['list'], id = other.written.at(-1)?.id): Uint8Array =>
  encodeFrame({ type: 'given', room, id: id ?? ('' as never), ...(list ? { list } : {}) });
const { device } = anton;
const branch = other.written.map(({ bytes }) => bytes);
const previous = other.written[0]?.id;

/** LOG-8a: whatever list is given, beside a charter or as more of it, nothing gets in that its device did not sign for that place. */
const listTarget: Target = {
  name: 'given lists',
  seeds: [
    given({ device, seq: 0, entries: branch }),
    given({ device, seq: 1, entries: branch.slice(1), ...(previous ? { previous } : {}) }),
    given({ device: olivia.device, seq: 0, entries: olivia.written.map(({ bytes }) => bytes) }),
    given(undefined),
  ],
  reshape: reshapeFrame,
  read(input) {
    const frame = readFrame(input);
    if (!frame.ok || frame.value.type !== 'given' || !frame.value.list) return frame.ok ? 'no list' : outcomeOf(frame);
    const { list } = frame.value;
    const run: BranchRun = {
      device: list.device,
      writer: writerId(charterDocument, list.device, 0),
      first: list.seq,
      entries: list.entries,
      ...(list.previous === undefined ? {} : { previous: list.previous }),
    };
    return [taken([], [run]), taken([run], [])].join(' ');
  },
};

function taken(runs: readonly BranchRun[], branches: readonly BranchRun[]): string {
  const charter = new Charter(room);
  const log = new DocumentLog(charterDocument);
  admit(log, runsOfEntries(held), charterJudge(charter), { trusted: true });
  const before = charter.size;
  const { accepted, beside, waiting, faults } = admit(log, runs, charterJudge(charter), { branches });
  for (const { bytes } of [...accepted, ...beside]) must(genuine.has(toText(bytes)), 'let in what was not written');
  must(charter.size <= before + other.written.length, 'holds more than was written');
  return [accepted.length, beside.length, waiting.length, ...new Set(faults.map(({ fault }) => fault.code))].join();
}

const month = documentId(room, '2026-11');
const place = { writer: 7 as WriterId, seq: 3, id: held[0]?.id ?? ('' as never), target: held[0]?.id ?? ('' as never) };
const orders = [olivia, anton].flatMap(({ device: by, keys: { secretKey } }) =>
  held.map((entry) => makeHuskOrder(month, { ...place, delete: entry.id, device: by }, secretKey)),
);
const signatures = new Set(orders.map(({ signature }) => toText(signature)));
const husks = (some: HusksFrame['orders']): Uint8Array =>
  encodeFrame({
    type: 'husks',
    room,
    segment: '2026-11',
    digest: new Uint8Array(32),
    orders: some,
    holes: [[place.writer, 9]],
  });

/** ENT-6: an order that was changed anywhere is nobody's, and a book comes to the same in whatever order it is told. */
const orderTarget: Target = {
  name: 'husk orders',
  seeds: [husks(orders), husks(orders.slice(0, 1)), husks([])],
  reshape: reshapeFrame,
  read(input) {
    const frame = readFrame(input);
    if (!frame.ok || frame.value.type !== 'husks') return frame.ok ? 'no orders' : outcomeOf(frame);
    const good = frame.value.orders.filter((order) => checkHuskOrder(month, order));
    must(
      good.every(({ signature }) => signatures.has(toText(signature))),
      'took an order nobody signed',
    );
    const [book, reversed] = [new HuskBook(), new HuskBook()];
    const news = good.filter((order) => book.take(order)).length;
    for (const order of good.toReversed()) reversed.take(order);
    must(equalBytes(book.digest(), reversed.digest()), 'a book that depends on the order of what it is told');
    return `${good.length} of ${frame.value.orders.length}, ${news} news`;
  },
};

export const givenTargets: readonly Target[] = [listTarget, orderTarget];
