/** The app's files. Any path that is no file is a screen of the app, which finds its own way from index.html. */
import type { AppFile } from '../appFiles.ts';
import { text, type Reply } from '../reply.ts';
import type { Asked } from '../route.ts';

export function appRoute(files: ReadonlyMap<string, AppFile>): (asked: Asked) => Reply {
  return (asked) => {
    const file = files.get(asked.path) ?? (isScreen(asked.path) ? files.get('/index.html') : undefined);
    if (file) return fileReply(file, asked);
    return files.size === 0 && isScreen(asked.path)
      ? text(503, 'The relay is up, but the app is not built: run `npm run build`, or see GRAPEVINE_APP.')
      : text(404, 'There is nothing here.');
  };
}

/** A path whose last part has an ending names a file: answering it with the app would hide that it is missing. */
const isScreen = (path: string): boolean => !path.slice(path.lastIndexOf('/')).includes('.');

function fileReply(file: AppFile, asked: Asked): Reply {
  const headers = { etag: file.etag, 'cache-control': file.cacheControl, vary: 'accept-encoding' };
  if (asked.header('if-none-match') === file.etag) return { status: 304, type: file.type, body: '', headers };
  const gzipped = /\bgzip\b/.test(asked.header('accept-encoding') ?? '') ? file.gzipped : undefined;
  if (!gzipped) return { status: 200, type: file.type, body: file.body, headers };
  return { status: 200, type: file.type, body: gzipped, headers: { ...headers, 'content-encoding': 'gzip' } };
}
