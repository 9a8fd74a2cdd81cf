import { formatOfName, likely } from "../formats/index";
import { candidateRange, type CandidateCell } from "./candidate-places";
import { prepareText } from "../prepared-text";
import { blankEnd } from "./brackets";
import { enclosingMatrix, matricesIn, rootMatrix, type Located, type TextRange } from "./locate-matrices";
import { NumberPlaces, type Stretch } from "./number-places";
import { widenSelection, type Selected } from "./widen-selection";

/** What is to be shown of a text, and whether it is a part that must not grow to the matrix around it. */
interface Choice {
  readonly place: Stretch;
  readonly part: boolean;
}

/** The questions that an editor has about a text, and their answers. */
export interface TextQueries {
  /** The matrices and problems that get a lens: the text as a whole, or all in it. */
  lenses: { ask: { readonly scope: "root" | "all" }; reply: readonly Located[] };
  /** What a command shows, with this much selected. */
  choose: { ask: TextRange; reply: Choice | null };
  /** The matrix or problem around an offset, or on its line. */
  around: { ask: { readonly offset: number }; reply: Located | null };
  /** A selection, widened to what can be read. */
  widen: { ask: TextRange; reply: Selected };
  /** As the reader takes a whole text: a table, a matrix or problem object, or rows with no brackets around them. */
  whole: { ask: { readonly name: string }; reply: Stretch };
  /** Index of the number at an offset. */
  indexAt: { ask: { readonly stretch: Stretch; readonly offset: number }; reply: readonly number[] | null };
  /** Range of the number at an index. */
  rangeOf: { ask: { readonly stretch: Stretch; readonly index: readonly number[] }; reply: TextRange | null };
  /** Ranges of numbers of the candidate of the problem there, one for each that is asked for. */
  candidateRanges: {
    ask: { readonly stretch: Stretch; readonly cells: readonly CandidateCell[] };
    reply: readonly (TextRange | null)[];
  };
}
export type TextQueryName = keyof TextQueries;

/** A text that is asked several times; where its numbers stand is found out once. */
export class QueriedText {
  readonly text: string;
  private places: { readonly of: Stretch; readonly map: NumberPlaces } | undefined;

  constructor(text: string) {
    this.text = prepareText(text).text;
  }

  answer<K extends TextQueryName>(name: K, ask: TextQueries[K]["ask"]): TextQueries[K]["reply"] {
    return ANSWERS[name](this, ask);
  }

  placesIn(stretch: Stretch): NumberPlaces {
    const { start, end, kind, wanted } = stretch;
    const known = this.places?.of;
    const isKnown = known?.start === start && known.end === end && known.kind === kind && known.wanted === wanted;
    if (!this.places || !isKnown) {
      this.places = { of: stretch, map: new NumberPlaces(this.text, stretch) };
    }
    return this.places.map;
  }
}

const ANSWERS: {
  readonly [K in TextQueryName]: (queried: QueriedText, ask: TextQueries[K]["ask"]) => TextQueries[K]["reply"];
} = {
  lenses: ({ text }, { scope }) => {
    if (scope === "all") return matricesIn(text);
    const root = rootMatrix(text);
    return root ? [root] : [];
  },
  choose: ({ text }, { start, end }) => choose(text, start, end),
  around: ({ text }, { offset }) => enclosingMatrix(text, offset) ?? null,
  widen: ({ text }, { start, end }) => widenSelection(text, start, end),
  whole: ({ text }, { name }) => wholeText(text, name),
  indexAt: (queried, { stretch, offset }) => queried.placesIn(stretch).indexAt(offset) ?? null,
  rangeOf: (queried, { stretch, index }) => queried.placesIn(stretch).rangeOf(index) ?? null,
  candidateRanges: ({ text }, { stretch, cells }) => cells.map((cell) => candidateRange(text, stretch, cell) ?? null),
};

/** A table without brackets is taken as it is, and so are some rows of a matrix. */
function choose(text: string, start: number, end: number): Choice | null {
  const wanted = widenSelection(text, start, end);
  if (wanted.kind === "value") {
    const place = enclosingMatrix(text, wanted.start, wanted.end);
    return place ? { place, part: false } : null;
  }
  if ((wanted.kind === "table" || wanted.kind === "whole") && !hasDigit(text, wanted)) return null;
  return { place: wanted, part: true };
}

function hasDigit(text: string, { start, end }: TextRange): boolean {
  for (let pos = start; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}

function wholeText(text: string, name: string): Stretch {
  const whole = { start: 0, end: text.length };
  const promised = formatOfName(name);
  const format = promised?.kind === "text" ? promised : likely(text)[0];
  if (format?.numbersStand === "on lines") return { ...whole, kind: format.name === "table" ? "table" : "whole" };
  const root = format?.name === "json" ? rootMatrix(text) : undefined;
  return root && blankEnd(text, root.end, text.length) >= text.length ? root : { ...whole, kind: "whole" };
}
