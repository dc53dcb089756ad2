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
    const stands = this.list.some((notice) => notice.name === name);
    if (!stands && localStorage.getItem(PREFIX + name) === null) this.list = [...this.list, { name, text }];
  }

  /** It no longer holds; when it does again, it is said again. */
  over(name: string): void {
    this.list = this.list.filter((notice) => notice.name !== name);
  }

  putAway(name: string): void {
    localStorage.setItem(PREFIX + name, 'seen');
    this.list = this.list.filter((notice) => notice.name !== name);
  }
}
