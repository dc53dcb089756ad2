/** A thread of `npm run simulate`: runs the plans it is sent, one after the other. */
import { parentPort } from 'node:worker_threads';
import { simulate, type Plan } from '#testing/simulator/simulate.ts';

parentPort?.on('message', (plan: Plan) => {
  const began = performance.now();
  // What fails here ends the thread, and with it the command.
  void simulate(plan).then((outcome) => parentPort?.postMessage({ outcome, ms: performance.now() - began }));
});
