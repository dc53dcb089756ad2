/** Short words at the bottom of the screen: gone after 6 s unless looked at; troubles stay until closed. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'caution';
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly stays: boolean;
}

export const TOAST_MS = 6_000;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #last = 0;

  say(text: string, action?: Toast['action']): number {
    return this.#put({ text, tone: 'done', stays: false, ...(action && { action }) });
  }

  /** Something the person has to know: the same words once. */
  stay(text: string, action?: Toast['action']): number {
    const same = this.list.find((toast) => toast.text === text);
    return same?.id ?? this.#put({ text, tone: 'caution', stays: true, ...(action && { action }) });
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #put(toast: Omit<Toast, 'id'>): number {
    const id = ++this.#last;
    this.list = [...this.list.slice(-2), { ...toast, id }];
    return id;
  }
}
