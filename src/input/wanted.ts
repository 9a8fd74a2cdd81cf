import type { Alternative, Assumption } from "../core/problem";
import type { Reading } from "./formats/format";

/**
 * What a reader was asked to take in place of what it would take by itself: names of alternatives, joined by "+". It
 * gathers what the reader assumed, and what else can be asked for.
 */
export class Wanted {
  readonly assumed: Assumption[] = [];
  /** What else can be asked for, and what it would stand in for. */
  private readonly offered: (Alternative & { readonly instead: string | undefined })[] = [];
  private readonly said = new Set<string>(); // of what is offered
  private readonly ids: readonly string[];
  private readonly used = new Set<string>();

  constructor(wanted = "") {
    this.ids = wanted.split("+").filter((id) => id !== "");
  }

  /** The same wishes, with an account of its own: for what is tried, or said elsewhere. */
  silent(): Wanted {
    return new Wanted(this.ids.join("+"));
  }

  asks(id: string): boolean {
    return this.ids.includes(id);
  }

  /** Says what was assumed, once. */
  assume(id: string, text: string): void {
    if (!this.assumed.some((known) => known.text === text)) this.assumed.push({ id, text });
  }

  /** The one of these ways of reading that was asked for; the first where none was. The others can be asked for. */
  choose(ways: readonly Alternative[]): string {
    const asked = ways.find(({ id }) => this.ids.includes(id));
    if (asked) this.used.add(asked.id);
    const taken = asked ?? ways[0];
    for (const { id, text } of ways) {
      // Each of several blocks may leave the same open.
      const said = `${id} ${text}`;
      if (id === taken?.id || this.said.has(said)) continue;
      this.said.add(said);
      this.offered.push({ id, text, instead: taken?.id });
    }
    return taken?.id ?? "";
  }

  /** Whether this was asked for and taken. */
  hasChosen(id: string): boolean {
    return this.used.has(id);
  }

  /** What is to be said of the reading. */
  get account(): Pick<Reading, "assumed" | "alternatives" | "taken"> {
    const taken = this.ids.filter((id) => this.used.has(id));
    // What was asked for and is none of this text's readings is no part of another one.
    const alternatives = this.offered.map(({ id, text, instead }) => ({
      id: [...taken.filter((other) => other !== instead), id].join("+"),
      text,
    }));
    return { assumed: this.assumed, alternatives, taken };
  }
}
