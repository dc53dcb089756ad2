import type { EntryId, IdentityId, Segment } from '#shared/ids.ts';
import type { Effects, Version } from '../ops/opKind.ts';
import type { Node } from './node.ts';
import { insertSorted } from './sorted.ts';
import { Subject } from './subject.ts';

/** TIM-4: what entries do to messages. Ops on a message that is not here, or not open, wait at its subject. */
export class Subjects implements Omit<Effects<Node>, 'profile' | 'keep' | 'call'> {
  readonly #subjects = new Map<EntryId, Subject>();
  /** Those whose row is to be made again. */
  readonly touched = new Set<Subject>();
  readonly #counts = new Map<Segment, number>();

  /** Messages here and open, deleted ones included: of one segment, or of all. */
  count(segment?: Segment): number {
    if (segment !== undefined) return this.#counts.get(segment) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Messages that ops speak of and that are not here: perhaps in a segment that is not loaded (TIM-4). */
  readonly absent = new Set<EntryId>();

  /** Those that some entry deletes, with effect or without. */
  readonly doomed = new Set<Subject>();

  find(id: EntryId): Subject | undefined {
    return this.#subjects.get(id);
  }

  /** Something other than an op changed what the message's row shows. */
  touch(node: Node): void {
    this.touched.add(this.#of(node.id));
  }

  message(by: Node, version: Version, reply: EntryId | undefined): void {
    const subject = this.#here(by);
    const target = reply === undefined ? undefined : this.#of(reply);
    target?.replies.push(subject);
    subject.said = { node: by, version, reply: target };
  }

  /** ENT-6: nothing is known of it but that it was a message. */
  husk(by: Node): void {
    this.#here(by).husk = by;
  }

  edit(target: EntryId, by: Node, version: Version): void {
    const subject = this.#of(target);
    const edits = subject.edits.get(by.identity) ?? [];
    subject.edits.set(by.identity, edits);
    insertSorted(edits, { ...version, by });
    this.#touchIfBy(subject, by.identity);
  }

  delete(target: EntryId, by: Node): void {
    const subject = this.#of(target);
    insertSorted(subject.deletes, by);
    this.doomed.add(subject);
    this.#touchIfBy(subject, by.moderates ? subject.node?.identity : by.identity);
  }

  react(target: EntryId, by: Node, emoji: string, on: boolean): void {
    const subject = this.#of(target);
    subject.reactions.put(by, emoji, on);
    this.touched.add(subject);
  }

  /** What anybody else says of the message changes nothing in its text. */
  #touchIfBy(subject: Subject, author: IdentityId | undefined): void {
    if (subject.node?.identity === author) this.#touchWithReplies(subject);
  }

  #here(by: Node): Subject {
    const subject = this.#of(by.id);
    this.absent.delete(by.id);
    this.#counts.set(by.segment, this.count(by.segment) + 1);
    this.#touchWithReplies(subject);
    return subject;
  }

  #touchWithReplies(subject: Subject): void {
    this.touched.add(subject);
    for (const reply of subject.replies) this.touched.add(reply);
  }

  #of(id: EntryId): Subject {
    const known = this.#subjects.get(id);
    if (known) return known;
    const subject = new Subject(id);
    this.absent.add(id);
    this.#subjects.set(id, subject);
    return subject;
  }
}
