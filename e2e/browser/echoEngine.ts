/**
 * The least an engine does, on the real store: writes what it is sent, once an id, and tells everyone. Sent "hang" it falls
 * into an endless loop, the first time; sent "wait" it takes the command in and never answers it.
 */
import { serveEngine } from '../../client/src/adapters/engineServer.ts';
import { openIndexeddbStore } from '../../client/src/adapters/indexeddbStore.ts';
import type { Answer } from '../../client/src/engine/messages/answer.ts';
import type { Command, CommandId } from '../../client/src/engine/messages/command.ts';
import type { Notice } from '../../client/src/engine/messages/port.ts';

const opened = openIndexeddbStore({ blocked: () => undefined, gone: () => undefined }).then(async (store) => {
  await store.claim();
  return store;
});
const listeners: ((notice: Notice) => void)[] = [];
let count = 0;

serveEngine(self, {
  onNotice: (heard) => void listeners.push(heard),
  async handle(id: CommandId, command: Command): Promise<Answer> {
    if (command.do !== 'send') return { ok: true };
    if (command.text === 'wait') return new Promise(() => undefined);
    const store = await opened;
    if ((await store.get('commands', id)) === undefined) {
      const [last] = await store.range('outbox', { newest: true, limit: 1 });
      const key = String(Number(last?.key ?? 0) + 1).padStart(5, '0');
      await store.write([
        { table: 'commands', key: id, value: true },
        { table: 'outbox', key, value: command.text },
      ]);
      if (command.text === 'hang') for (;;);
    }
    const connection: Notice = { is: 'connection', connection: { state: 'up', since: 0, waiting: ++count } };
    for (const heard of listeners) heard(connection);
    return { ok: true };
  },
});
