/** What the person is writing in a room: new words, an answer, or a change of what they wrote. */
import type { EntryId } from '#shared/ids.ts';
import type { Draft } from '../engine/messages/rooms.ts';
import type { MessageRow } from '../engine/messages/rows.ts';

export type Written =
  | { readonly is: 'send'; readonly text: string; readonly reply?: EntryId }
  | { readonly is: 'edit'; readonly text: string; readonly target: EntryId };

/** Nothing begun is the same as no draft. */
export const sameDraft = (a: Draft | undefined, b: Draft | undefined): boolean =>
  (a?.text ?? '') === (b?.text ?? '') &&
  a?.reply === b?.reply &&
  a?.edit?.target === b?.edit?.target &&
  a?.edit?.text === b?.edit?.text;

export class ComposerView {
  text = $state('');
  reply = $state.raw<MessageRow | undefined>();
  edit = $state.raw<MessageRow | undefined>();
  /** Counts up whenever the field should have the focus. */
  wanted = $state(0);
  /** The draft that waits while a message is changed. */
  #aside = $state('');
  /** What was taken last was an answer to this, or a change of it. */
  #taken: { readonly edit?: MessageRow | undefined; readonly reply?: MessageRow | undefined } = {};

  constructor(draft?: Draft) {
    this.text = draft?.text ?? '';
  }

  /** What is kept for later; the draft of a new message waits while another is changed. */
  get draft(): Draft {
    const { edit, reply, text } = this;
    if (edit !== undefined) return { text: this.#aside, edit: { target: edit.id, text } };
    return { text, ...(reply && { reply: reply.id }) };
  }

  /** Goes on with an answer or a change begun earlier, unless something else has been begun since. */
  resume(draft: Draft, reply: MessageRow | undefined, edit: MessageRow | undefined): void {
    if (this.edit !== undefined || this.reply !== undefined) return;
    if (draft.edit !== undefined && edit !== undefined && this.startEdit(edit)) this.text = draft.edit.text;
    else if (reply !== undefined) this.reply = reply;
  }

  startReply(row: MessageRow): void {
    this.cancelEdit();
    this.reply = row;
    this.wanted++;
  }

  /** False for a message that cannot be changed. */
  startEdit(row: MessageRow): boolean {
    if (!row.mine || row.deleted !== undefined) return false;
    if (this.edit === undefined) this.#aside = this.text;
    this.reply = undefined;
    this.edit = row;
    this.text = row.text;
    this.wanted++;
    return true;
  }

  cancelEdit(): void {
    if (this.edit === undefined) return;
    this.edit = undefined;
    this.text = this.#aside;
    this.#aside = '';
  }

  /** Esc: first the change, then the answer. False when there was nothing to cancel. */
  cancel(): boolean {
    if (this.edit === undefined && this.reply === undefined) return false;
    if (this.edit !== undefined) this.cancelEdit();
    else this.reply = undefined;
    return true;
  }

  /** Takes what was written out of the field; undefined when there is nothing to say. */
  take(): Written | undefined {
    const text = this.text.trim();
    if (text === '') return undefined;
    const { edit, reply } = this;
    this.#taken = { edit, reply };
    if (edit !== undefined) {
      this.cancelEdit();
      return text === edit.text ? undefined : { is: 'edit', text, target: edit.id };
    }
    this.text = '';
    this.reply = undefined;
    return { is: 'send', text, ...(reply && { reply: reply.id }) };
  }

  /** Back into the field when it could not be kept, as it was: before what was begun meanwhile, and as the answer or change it is. */
  giveBack(written: Written): void {
    const { edit, reply } = this.#taken;
    if (written.is === 'edit' && edit !== undefined) {
      if (this.startEdit(edit)) this.text = written.text;
      return;
    }
    this.text = this.text === '' ? written.text : `${written.text}\n${this.text}`;
    this.reply ??= reply;
  }
}
