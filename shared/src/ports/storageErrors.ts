import { GrapevineError } from '#shared/errors.ts';

/** Another tab took over writing; this one must stop (LOG-9). */
export class LeaseLost extends GrapevineError {
  constructor() {
    super('lease-lost', 'Another tab of this browser now writes for this device; this one follows it.');
    this.name = 'LeaseLost';
  }
}

/** The browser has no room left for this write; nothing of it was kept. */
export class StorageFull extends GrapevineError {
  constructor(options?: ErrorOptions) {
    super('storage-full', 'This browser has no room left to save. Free some space, then try again.', options);
    this.name = 'StorageFull';
  }
}
