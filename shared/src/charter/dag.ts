import { isAllowed, type AllowedNode, type Node, type Place, type Vector } from '#shared/charter/node.ts';
import type { DeviceId, EntryId } from '#shared/ids.ts';

/** The ops that are here, void ones too, and the lines they hang on. */
export class Dag {
  /** Over all folds so far, effects carried out and times CHA-4 was asked of an op: what folding costs is counted by. */
  readonly work = { steps: 0, asked: 0, weighed: 0 };
  readonly #nodes = new Map<EntryId, Node>();
  readonly #lines: Node[][] = [];
  /** Devices with more than one list here (LOG-8a). */
  readonly #forked = new Set<DeviceId>();
  readonly #devices = new Set<DeviceId>();

  get size(): number {
    return this.#nodes.size;
  }

  node(id: EntryId): Node | undefined {
    return this.#nodes.get(id);
  }

  /** Every op that is here, ancestors first. */
  all(): Iterable<Node> {
    return this.#nodes.values();
  }

  /** Are there two lists of this device here? */
  isForked(device: DeviceId): boolean {
    return this.#forked.has(device);
  }

  /** Where an op with these ancestors goes; `previous` is its writer's op before. */
  place(parents: readonly Node[], previous: Node | undefined, ancestors: Vector): Place {
    const goesOn = previous !== undefined && this.#lines[previous.line]?.length === previous.position + 1;
    const line = goesOn ? previous.line : this.#lines.length;
    const position = goesOn ? previous.position + 1 : 0;
    const vector = new Uint16Array(Math.max(ancestors.length, line + 1));
    vector.set(ancestors);
    vector[line] = position + 1;
    return { line, position, depth: 1 + parents.reduce((deepest, { depth }) => Math.max(deepest, depth), -1), vector };
  }

  add(node: Node): void {
    this.#nodes.set(node.id, node);
    if (node.position === 0 && this.#devices.has(node.device)) this.#forked.add(node.device);
    this.#devices.add(node.device);
    (this.#lines[node.line] ??= []).push(node);
  }

  /** The allowed ops that are in `has` and not in `lacks`. */
  between(has: Vector, lacks: Vector): AllowedNode[] {
    const found: AllowedNode[] = [];
    for (let line = 0; line < has.length; line++) {
      const end = has[line] ?? 0;
      for (let position = lacks[line] ?? 0; position < end; position++) {
        const node = this.#lines[line]?.[position];
        if (node && isAllowed(node)) found.push(node);
      }
    }
    return found;
  }
}
