import { json } from '../reply.ts';
import type { Route } from '../route.ts';

/** Under /api nothing falls back to the app: a program that asks for what is not there should hear so. */
export const unknownApiRoute: Route = ({ path }) => json(404, { code: 'not-found', say: `There is no ${path} here.` });
