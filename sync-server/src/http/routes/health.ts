import { json } from '../reply.ts';
import type { Route } from '../route.ts';

/** The process answers. Whether it can do its work is `/ready`. */
export const healthRoute: Route = () => json(200, { ok: true });
