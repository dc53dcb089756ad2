import workerUrl from '../engine/worker.ts?worker&url';
import { trustedScript } from './trustedScript.ts';

/**
 * Starts the engine's Worker. The address comes from the bundler as text (`?worker&url`) because a policy has to see it
 * first: under Trusted Types `new Worker` takes no plain text, and the bundler recognises no other form of the call.
 */
export function startEngineWorker(): Worker {
  return new Worker(trustedScript(workerUrl), { type: 'module', name: 'grapevine' });
}
