/** `npm start`: the relay with the app it serves, on http://localhost:8787. Options go to the relay (`--help`). */
import { APP, buildApp } from './build.ts';

process.env['GRAPEVINE_APP'] ??= APP;

if (await buildApp()) {
  await import('../sync-server/src/main.ts');
} else {
  console.error('The app could not be built (see above).');
  process.exitCode = 1;
}
