/** `npm start`: the relay with the app it serves, on http://localhost:8787. `-- --help` lists its settings. */
import { readSettings } from '../sync-server/src/config.ts';
import { APP, buildApp } from './build.ts';

const help = process.argv.includes('--help');
process.env['GRAPEVINE_APP'] ??= APP;

if (help || (await buildApp())) {
  await import('../sync-server/src/main.ts');
  if (!help) sayWhere();
} else {
  console.error('The app could not be built (see above).');
  process.exitCode = 1;
}

/** For people; the relay's own lines are for programs, and name the port when any free one was asked for. */
function sayWhere(): void {
  const { port, publicUrl } = readSettings(process.env);
  if (port !== 0)
    console.log(`\nGrapevine is open at ${publicUrl ?? `http://localhost:${String(port)}`}. Ctrl-C closes it.`);
}
