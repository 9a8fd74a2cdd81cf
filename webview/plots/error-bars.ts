import { html, svg, type TemplateResult } from "lit";
import type { ProfileReport } from "../../src/protocol/queries";
import { count, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { chart, column, domainOf, fullColumn } from "./chart";
import { WARM } from "./colours";

/** Largest relative error of each row or column, or of tiles of them: bars with wrong cells in another colour. */
export function errorBars(report: ProfileReport, length: number, along: "rows" | "columns"): TemplateResult {
  const { error, wrong, each, tail } = report;
  const seen = error.filter((size) => size > 0 && size < Infinity);
  const bad = wrong.reduce((sum, cells) => sum + Number(cells > 0), 0);
  if (seen.length === 0 && bad === 0) return html`<p class="muted">${t("No cell is off.")}</p>`;
  const [low, high] = seen.length ? domainOf(seen) : [0.1, 1];
  const parts = [
    along === "rows" ? t("Largest relative error by row") : t("Largest relative error by column"),
    ...(seen.length ? [t("up to {0}", tiny(high))] : []),
    t("{0} of {1} bars hold wrong cells", count(bad), count(error.length)),
    ...(tail > 0 ? [t("the last tile holds {0}", count(tail))] : []),
  ];
  return chart(
    { domain: [-0.5, length - 0.5], whole: true },
    { domain: [low / 2, high * 2], log: true },
    parts.join("; "),
    (toX, toY) =>
      svg`${Array.from(error, (size, i) => {
        const [from, to] = [i * each - 0.5, Math.min(length, (i + 1) * each) - 0.5];
        const isWrong = (wrong[i] ?? 0) > 0;
        if (Number.isFinite(size)) return column(toX, toY, from, to, size, isWrong ? "bar wrong" : "bar");
        return fullColumn(toX, from, to, String(WARM));
      })}
      ${
        tail > 0
          ? svg`<line class="mark" x1=${toX(length - tail - 0.5)} x2=${toX(length - tail - 0.5)} y1="6" y2="102" />`
          : ""
      }`,
  );
}
