/**
 * Who waits for a machine, first come first served. Positions count from 1. Whoever joins, stays until it
 * leaves or is taken out by `remove`: the head is only removed when it has been served, so that a failed
 * attempt costs nobody their place.
 */
export class PlaceQueue<Member> implements Iterable<Member> {
  readonly #members: Member[] = [];
  readonly #onMoved: (member: Member, position: number) => void;

  /** `onMoved` hears of every member whose position is new, also of the one that joins. */
  constructor(onMoved: (member: Member, position: number) => void) {
    this.#onMoved = onMoved;
  }

  [Symbol.iterator](): Iterator<Member> {
    return this.#members.values();
  }

  get length(): number {
    return this.#members.length;
  }

  get head(): Member | undefined {
    return this.#members[0];
  }

  has(member: Member): boolean {
    return this.#members.includes(member);
  }

  /** Joins at the end; one that waits already keeps its place. */
  join(member: Member): void {
    if (this.has(member)) return;
    this.#members.push(member);
    this.#onMoved(member, this.#members.length);
  }

  /** Takes a member out; those behind it move up. */
  remove(member: Member): void {
    const index = this.#members.indexOf(member);
    if (index === -1) return;
    this.#members.splice(index, 1);
    for (let behind = index; behind < this.#members.length; behind++)
      this.#onMoved(this.#members[behind] as Member, behind + 1);
  }
}
