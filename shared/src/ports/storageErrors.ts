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
    super(
      'storage-full',
      'This browser has no room left, so nothing more is saved on this device. Remove a room you no longer need from it, or clear what other sites keep; then reload.',
      options,
    );
    this.name = 'StorageFull';
  }
}

/** What was kept here was deleted or closed under this tab: site data cleared, or a newer version took over. */
export class StorageGone extends GrapevineError {
  constructor(options?: ErrorOptions) {
    super('storage-gone', 'What this browser kept for Grapevine was closed or removed. Reload the page.', options);
    this.name = 'StorageGone';
  }
}

/** An older version of the app, open in another tab, keeps the database from being brought up to date. */
export class StorageBlocked extends GrapevineError {
  constructor() {
    super(
      'storage-blocked',
      'Another tab runs an older Grapevine. Close or reload it; this one goes on by itself then.',
    );
    this.name = 'StorageBlocked';
  }
}

/** A newer version of the app already changed the database. */
export class StorageNewer extends GrapevineError {
  constructor(options?: ErrorOptions) {
    super('storage-newer', 'A newer Grapevine has run in this browser. Reload the page to get it.', options);
    this.name = 'StorageNewer';
  }
}

/** The browser would not open or read what it keeps: private mode, a damaged profile. */
export class StorageBroken extends GrapevineError {
  constructor(options?: ErrorOptions) {
    super(
      'storage-broken',
      'This browser would not open what it keeps for Grapevine. Leave private mode or restart it.',
      options,
    );
    this.name = 'StorageBroken';
  }
}
