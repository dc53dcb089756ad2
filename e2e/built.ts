/** Before the stories: the app as its sources are now, unless one was built elsewhere (`GRAPEVINE_APP`). */
import { buildApp } from '../scripts/build.ts';

export default async function built(): Promise<void> {
  if (process.env['GRAPEVINE_APP'] === undefined && !(await buildApp())) throw new Error('the app does not build');
}
