/**
 * The walls of docs/ARCHITECTURE.md: who may import whom. Type imports count like any other: what is not there to be
 * named cannot be leaned on. scripts/walls.test.ts plants a violation of each and sees it found.
 */
const TEST = '\\.test\\.ts$';

/** Files under these folders of shared/src, or these files of it. */
const core = (...names) => `^shared/src/(${names.join('|')})(/|\\.ts$)`;

/** A wall: whatever `from` matches (tests aside) imports nothing of ours but what `only` matches. */
const wall = (name, comment, from, ...only) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TEST },
  to: { path: '^(client|shared|sync-server|e2e|bench|scripts)/', pathNot: only },
});

/** `from` (tests aside) does not get to `to`, however many imports lie between. */
const unreachable = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TEST },
  to: { path: to, reachable: true },
});

/** `to` is imported from files that match one of `only`, and from nowhere else. */
const reserved = (name, comment, to, ...only) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: only },
  to: { path: to },
});

const library = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

const CONTRACT = '^client/src/engine/messages/';
/** What people read, and the addresses of screens: leaves that every part of the window may name. */
const VOCABULARY = '^client/src/app/(words|route)\\.ts$';
const ROOTS = '^(client/src/(main|headless|headlessPeer|engine/worker)|sync-server/src/main)\\.ts$';
/** Compose whole devices, adapters included: networks of them, or one in a test's hand. */
const SIMULATOR = '^shared/testing/(simulator/|headlessPerson)';
const WORKSHOP = '^(e2e|bench|scripts)/';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Types included: two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'A wall holds only for imports it can follow.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\?url$' },
    },

    wall(
      'core-alone',
      'shared/ is the core: it knows no client, relay, test or script.',
      '^shared/src/',
      '^shared/src/',
    ),
    {
      name: 'core-libraries',
      comment: 'Pure and isomorphic: neither Node nor any library but these few.',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: TEST },
      to: {
        pathNot: [
          '^shared/src/',
          library('cborg', 'lib0', 'valibot', 'libsodium-wrappers', '@types/libsodium-wrappers', 'hash-wasm', 'yjs'),
        ],
      },
    },
    reserved(
      'crypto-alone-has-libsodium',
      'All cryptography is in shared/src/crypto.',
      library('libsodium-wrappers', 'hash-wasm'),
      '^shared/src/crypto/',
      // What every device of a network asks is answered once.
      '^shared/testing/simulator/rememberedCrypto\\.ts$',
      TEST,
    ),
    {
      name: 'yjs-behind-the-guard',
      comment: 'In the core only log/applyToDoc.ts works on a Yjs document (LOG-4); a port may name its type.',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: ['^shared/src/log/applyToDoc\\.ts$', TEST] },
      to: { path: library('yjs'), dependencyTypesNot: ['type-only'] },
    },
    reserved(
      'testing-for-tests',
      'shared/testing is not part of the product.',
      '^shared/testing/',
      '^shared/testing/',
      TEST,
      WORKSHOP,
    ),

    wall(
      'ui',
      'ui binds to views and sends gestures; it knows no engine.',
      '^client/src/ui/',
      '^client/src/(ui|view|input)/',
      VOCABULARY,
    ),
    wall(
      'view',
      'A view is what the engine said, made readable.',
      '^client/src/view/',
      '^client/src/view/',
      CONTRACT,
      VOCABULARY,
      core('wire/account', 'ports/selfTest', 'ids', 'timeline/state', 'timeline/rows', 'charter/state'),
    ),
    wall(
      'input',
      'A gesture becomes a command to the engine.',
      '^client/src/input/',
      '^client/src/(input|view)/',
      CONTRACT,
      VOCABULARY,
      core('ids'),
    ),
    wall(
      'app',
      'The shell: screens, routes, keys, words, theme.',
      '^client/src/app/',
      '^client/src/(app|ui|view|input)/',
      CONTRACT,
      core('ids', 'errors', 'ports/selfTest'),
    ),
    wall(
      'engine',
      'The engine knows the core and its ports, never what implements them or who looks on.',
      '^client/src/engine/(?!worker\\.ts$)',
      '^client/src/engine/',
      '^shared/src/',
    ),
    wall(
      'adapters',
      'An adapter knows its port and the wire, not who uses it. The port between window and engine is its messages.',
      // engineWorker.ts starts the Worker: it names the address of that root, not what is in it.
      '^client/src/adapters/(?!engineWorker\\.ts$)',
      '^client/src/adapters/',
      CONTRACT,
      core('ports', 'ids', 'errors', 'bytes', 'wire'),
    ),
    wall(
      'service-worker',
      'The service worker serves files and knows nothing else.',
      '^client/src/sw/',
      '^client/src/sw/',
    ),
    reserved(
      'roots-choose-adapters',
      'Only composition roots say which adapter serves a port.',
      '^client/src/adapters/',
      ROOTS,
      SIMULATOR,
      '^client/src/adapters/',
      TEST,
      WORKSHOP,
    ),

    wall(
      'relay',
      'The relay uses these parts of the core and nothing of the client.',
      '^sync-server/src/',
      '^sync-server/src/',
      core('ids', 'errors', 'bytes', 'cbor', 'ports', 'wire', 'crypto', 'entry', 'log', 'charter', 'sync'),
    ),
    reserved(
      'identity-alone-has-accounts',
      'What knows e-mail addresses and passwords is in one folder of the relay.',
      library('better-auth', '@better-auth/[^/]+', 'nodemailer'),
      '^sync-server/src/identity/',
      TEST,
    ),
    unreachable(
      'relay-cannot-read',
      'What opens a sealed entry, and what a message is, cannot be reached from the relay: it cannot read one.',
      '^sync-server/src/',
      '^shared/src/(timeline/|entry/open)',
    ),
    unreachable(
      'relay-builds-no-document',
      'The relay serves ranges of entries and never builds a Yjs document (REL-6).',
      '^sync-server/src/',
      library('yjs', 'y-protocols', 'y-websocket', 'y-indexeddb'),
    ),

    reserved(
      'workshop-apart',
      'Nothing of the product needs its tests, benchmarks or scripts.',
      WORKSHOP,
      WORKSHOP,
      TEST,
      '^[^/]+\\.(ts|js|mjs)$',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(bench/peers/node_modules|dist|data)/'] },
    tsPreCompilationDeps: true,
    builtInModules: { add: ['node:sqlite'] },
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'svelte', 'browser', 'import', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
