import { computed, effect, signal } from "@preact/signals-core";
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isCentred, type Norm } from "../../src/core/normalization-layer";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ExplainCellReport, ExplainColumnReport, ExplainPicture } from "../../src/protocol/explain";
import { fromNumeric, toNumeric } from "../../src/protocol/json-number";
import { sceneOf } from "../heatmap";
import { exact, exactUnsignedZero, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { signedBarStyles } from "../plots/signed-bar";
import { chainBars } from "./chain-bars";
import "./explained-picture";
import { cellOfElement, explainedCell, membersOf, type ExplainedCell } from "./explained-cell";
import * as f from "./formula";
import { heldAt, heldStyles, heldTable } from "./held-table";
import { jacobianFormula } from "./jacobian-formulas";
import { linkCursor } from "./link-cursor";
import { createPictureStore, type PictureStore } from "./picture-store";
import { lookStyles, type Look } from "./tour/look-at";

type Piece = Extract<ExplainPicture, { kind: "jacobian" }>["piece"];
const PIECES = ["whole", "direct", "variance", "numeric", "error"] as const satisfies readonly Piece[];

/** The inner Jacobian of the column, and the chain rule that makes dx of it. */
@customElement("gl-explain-jacobian")
export class JacobianSection extends PartElement {
  static override styles = [
    base,
    figures,
    heldStyles,
    signedBarStyles,
    lookStyles,
    css`
      :host {
        display: block;
      }
      .formula {
        padding: 6px 0;
        overflow-x: auto;
      }
      .formula math {
        font-size: 1.1em;
      }
      .beside {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(56px, 1fr);
        gap: 8px;
        max-width: 520px;
        margin: 8px 0;
      }
      gl-explain-picture {
        --picture-height: auto;
        --picture-ratio: 1;
      }
      /* As high as the picture beside it: its name above, its colours below. */
      .bars {
        display: flex;
        flex-direction: column;
      }
      .bars > span {
        margin-bottom: 3px;
        text-align: center;
        white-space: nowrap;
      }
      svg.chain {
        flex: 1;
        width: 100%;
        min-height: 0;
        margin-bottom: 18px;
        background: color-mix(in srgb, var(--vscode-foreground) 4%, transparent);
      }
      .held {
        margin-block: 8px;
      }
    `,
  ];

  @property({ attribute: false }) report!: ExplainCellReport;
  /** What the report is of. */
  @property({ attribute: false }) cell!: ExplainedCell;
  @property({ attribute: false }) column: ExplainColumnReport | null = null;
  /** What the tour points at. */
  @property({ attribute: false }) look: Look | null = null;
  private readonly piece = signal<Piece>("whole");
  private picture: PictureStore | null = null;
  private cleanups: (() => void)[] = [];
  /** Where the picture's cursor stands: its column, which moves with the explained cell, comes with the report. */
  private readonly output = computed(() => this.picture?.store.cursor.value?.row);
  private readonly set = computed(() => explainedCell(this.page)?.set);

  override connectedCallback(): void {
    super.connectedCallback();
    const picture = (this.picture ??= createPictureStore(this.page));
    const { store } = picture;
    this.cleanups = [
      // The picture of another column is asked for at once, not when its numbers are here.
      effect(() => {
        const [analysis, column, piece] = [this.page.store.analysis.value, this.set.value, this.piece.value];
        if (analysis && column !== undefined) picture.show({ kind: "jacobian", column, piece }, analysis.generation);
      }),
      // Rows of the picture are outputs i, its columns inputs l: the explained cell is l.
      linkCursor(store, this.page, {
        toPicture: ({ element }, before) => ({ row: before?.row ?? element, column: element }),
        toPage: (at, cell) => {
          const analysis = this.page.store.analysis.peek();
          return analysis ? cellOfElement(analysis, { element: at.column, set: cell.set }) : cell;
        },
      }),
      effect(() => {
        const analysis = this.page.store.analysis.value;
        const at = store.cursor.peek();
        if (at && at.row >= (analysis ? membersOf(analysis) : 0)) store.cursor.value = null;
      }),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanup of this.cleanups) cleanup();
  }

  /** The tour speaks of the whole Jacobian, and where it multiplies with dout of one column. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("look") && !changed.has("report")) return;
    const { look } = this;
    if (changed.has("look") && (look === "jacobian" || look === "chain")) this.piece.value = "whole";
    const isMarked = changed.get("look") === "chain" || look === "chain";
    const store = this.picture?.store;
    const analysis = this.page.store.analysis.peek();
    if (!store || !analysis || !isMarked) return;
    const { cell } = this;
    const column = { row0: 0, row1: membersOf(analysis), column0: cell.element, column1: cell.element + 1 };
    store.selection.value = look === "chain" ? column : null;
  }

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    const { picture, report, cell } = this;
    if (!analysis || !picture) return nothing;
    const { store } = picture;
    const shown = this.piece.value;
    const row = this.output.value ?? cell.element;
    return html`<div class="formula" tabindex="0" role="group" aria-label=${t("Formula of the picture")}>
        ${jacobianFormula(shown === "direct" || shown === "variance" ? shown : "whole", analysis)}
      </div>
      ${
        analysis.activation === "none"
          ? nothing
          : html`<p class="muted">
              ${
                analysis.activation === "relu" || analysis.activation === "leaky-relu"
                  ? t("aᵢ is the slope of the activation at output i: 1 where the output is above 0.")
                  : t("aᵢ is the slope of the activation at output i.")
              }
            </p>`
      }
      <div class="row wrap" role="group" aria-label=${t("Piece of the Jacobian")}>
        ${PIECES.map(
          (piece) =>
            html`<button
              class="tool"
              aria-pressed=${piece === shown ? "true" : "false"}
              @click=${() => (this.piece.value = piece)}
            >
              ${nameOf(piece, analysis.norm)}
            </button>`,
        )}
      </div>
      <div class="beside" ?data-looked=${this.look === "jacobian" || this.look === "chain"}>
        <gl-explain-picture
          data-picture="jacobian"
          .picture=${picture}
          .name=${"∂out/∂x"}
          .caption=${t("down: output i, across: input l")}
        ></gl-explain-picture>
        <div class="bars">
          <span>· dout</span>
          ${chainBars(report.chain, report.from, sceneOf(store).camera.value)}
        </div>
      </div>
      <p>${t("Column {0} of the picture times dout, row by row: the bars add up to dx.", cell.element)}</p>
      <div class="formula" tabindex="0" role="group" aria-label=${t("The chain rule")}>
        ${f.formula(
          "sum over i of dout_i d out_i / d x_l = dx",
          ...[f.SUM_I, f.DOUT_I, f.slope(f.OUT_I, f.X_L), f.EQUALS],
        )}
        <span class="mono" data-chain-sum>${exactUnsignedZero(report.dx)}</span>
      </div>
      ${this.rowOf(row, analysis)} ${this.slopes(row, analysis)} ${this.nullDirections(analysis)}`;
  }

  /** The row under the picture's cursor. */
  private rowOf(row: number, { norm }: AnalysisState): TemplateResult {
    const { chain, dout, jacobian, from } = this.report;
    const at = row - from;
    const [slope, upstream, adds] = [jacobian.value, dout, chain].map((values) => toNumeric(values[at] ?? NaN));
    return html`<p>
      ${norm === "batch" ? t("Output row {0} adds", row) : t("Output {0} adds", row)}
      <span class="mono" data-row=${row}
        >${exact(upstream ?? "NaN")} · ${exactUnsignedZero(slope ?? "NaN")} = ${exactUnsignedZero(adds ?? "NaN")}</span
      >
    </p>`;
  }

  private slopes(row: number, { norm }: AnalysisState): TemplateResult {
    const { report, column } = this;
    const [gamma, beta, of] = norm === "batch" ? [f.GAMMA, f.BETA, ""] : [f.GAMMA_I, f.BETA_I, "_i"];
    const at = row - report.from;
    const one = (
      name: string,
      says: string,
      over: f.Piece,
      under: f.Piece,
      held: Parameters<typeof heldTable>[1][number]["held"],
    ) => ({
      name,
      formula: f.formula(says, f.slope(over, under)),
      held,
    });
    return html`<div class="held">
      ${heldTable(t("Derivatives and their numeric counterparts"), [
        one("jacobian", "d out_i / d x_l", f.OUT_I, f.X_L, heldAt(report.jacobian, at)),
        one("dmu", "d mu / d x_l", f.MU, f.X_L, report.dmu),
        one("dv", "d v / d x_l", f.V, f.X_L, report.dv),
        ...(column
          ? [
              one("byGamma", `d out_i / d gamma${of}`, f.OUT_I, gamma, heldAt(column.byGamma, at)),
              one("byBeta", `d out_i / d beta${of}`, f.OUT_I, beta, heldAt(column.byBeta, at)),
            ]
          : []),
        one("loss", "d L / d x_l", f.LOSS, f.X_L, report.loss),
      ])}
    </div>`;
  }

  private nullDirections({ norm }: AnalysisState): TemplateResult | typeof nothing {
    const { nullDirections: found } = this.report;
    if (!found || Number.isNaN(fromNumeric(found.ones))) return nothing;
    const [ones, xhat, share] = [tiny(found.ones), tiny(found.xhat), tiny(found.epsShare)];
    const stretched =
      norm === "batch"
        ? t("Times x̂ it is {0}: stretching the column moves nothing but what ε leaves, {1}.", xhat, share)
        : t("Times x̂ it is {0}: stretching the set moves nothing but what ε leaves, {1}.", xhat, share);
    return html`<p data-null="ones">${shiftSaid(norm, ones)}</p>
      <p data-null="xhat">${stretched}</p>`;
  }
}

function shiftSaid(norm: Norm, ones: string): string {
  if (norm === "batch") return t("The row of this cell times ones is {0}: shifting the column moves no output.", ones);
  if (isCentred({ norm })) return t("The row of this cell times ones is {0}: shifting the set moves no output.", ones);
  return t(
    "The row of this cell times ones is {0}: no mean is taken off, and a shift of the set moves its outputs.",
    ones,
  );
}

function nameOf(piece: Piece, norm: Norm): string {
  switch (piece) {
    case "whole":
      return t("whole");
    case "direct":
      return isCentred({ norm }) ? t("own and mean") : t("own");
    case "variance":
      return t("variance");
    case "numeric":
      return t("numeric");
    case "error":
      return t("error");
  }
}
