import { svg, type TemplateResult } from "lit";
import { cssOf, SLOT, tableOf, type Theme } from "../heatmap/painting/colour";
import { count, short } from "../page/numbers";
import { t } from "../page/strings";
import { chart, column, fullColumn } from "./chart";
import { itemAt } from "../../src/core/item-at";

/** Columns that no bar can tell the size of: how many, in words, and the colour that the pictures' legend gives them. */
interface OddColumns {
  readonly says: string;
  readonly colour: string;
  readonly has: (size: number) => boolean;
}

/** NaN and infinity among the sizes, each where it occurs. `columns` may be more than the bars there are. */
export function oddColumns(sizes: Float64Array, columns: number, theme: Theme): readonly OddColumns[] {
  const colours = tableOf("sequential", theme);
  const kinds = [
    { name: "NaN", slot: SLOT.nan, has: (size: number) => Number.isNaN(size) },
    { name: "∞", slot: SLOT.positiveInfinite, has: (size: number) => size === Infinity },
  ];
  const bars = sizes.length;
  return kinds.flatMap(({ name, slot, has }) => {
    const found = sizes.reduce((sum, size) => sum + Number(has(size)), 0);
    if (found === 0) return [];
    const sentence = bars < columns ? "{0} in {1} of {2} bars" : "{0} in {1} of {2} columns";
    return [{ says: t(sentence, name, count(found), count(bars)), colour: cssOf(itemAt(colours, slot)), has }];
  });
}

/** A bar for the size of each column, or of some columns together; odd ones as high as the chart. */
export function columnSizes(sizes: Float64Array, columns: number, odd: readonly OddColumns[]): TemplateResult {
  const finite = sizes.filter(Number.isFinite);
  const top = finite.reduce((largest, size) => Math.max(largest, size), 0);
  const wide = columns / sizes.length;
  const says = finite.length
    ? t("Largest |dx| of each column, up to {0}", short(top))
    : t("Largest |dx| of each column: none is finite");
  return chart(
    { domain: [-0.5, columns - 0.5], whole: true },
    { domain: [0, top > 0 ? Math.min(top * 1.04, Number.MAX_VALUE) : 1] },
    [says, ...odd.map((kind) => kind.says)].join("; "),
    (toX, toY) =>
      svg`${Array.from(sizes, (size, i) => {
        const [from, to] = [i * wide - 0.5, (i + 1) * wide - 0.5];
        const kind = odd.find(({ has }) => has(size));
        return kind ? fullColumn(toX, from, to, kind.colour) : column(toX, toY, from, to, size);
      })}`,
  );
}
