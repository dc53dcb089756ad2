/** Things worth knowing that ask for nothing now: they stand in the sidebar until put away, for good. */
const PREFIX = 'grapevine.notice.';

export interface StandingNotice {
  readonly name: string;
  readonly text: string;
}

export class Notices {
  list = $state.raw<readonly StandingNotice[]>([]);
  /** Installs the app, where the browser offers to. */
  install = $state.raw<(() => void) | undefined>();

  stand(name: string, text: string): void {
    if (localStorage.getItem(PREFIX + name) === null) this.list = [...this.list, { name, text }];
  }

  putAway(name: string): void {
    localStorage.setItem(PREFIX + name, 'seen');
    this.list = this.list.filter((notice) => notice.name !== name);
  }
}
