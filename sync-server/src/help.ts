/** What `--help` prints, made from the settings table. */
import { SETTINGS } from './config.ts';

export function helpText(): string {
  const settings = Object.values(SETTINGS).map(
    (setting) => `  ${setting.name}=${setting.fallback}\n      ${setting.meaning.replaceAll('`', '')}`,
  );
  return [
    'Grapevine relay: carries rooms between devices, keeps sealed copies for whoever is away, and serves the app.',
    '',
    'Settings are environment variables, here with what they are when not given:',
    '',
    ...settings,
    '',
  ].join('\n');
}
