import type { Engine } from '../engine/messages/port.ts';
import { connectWindow } from './connectWindow.ts';
import { startEngineWorker } from './engineWorker.ts';

/**
 * Connects this window to the engine: in a Worker of this tab when it leads, of another when that does. Call it once.
 * Commands are answered even when the leader closes, dies or hangs meanwhile.
 */
export const connectEngine = (): Engine => connectWindow(startEngineWorker);
