import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { Fault } from "../../src/core/fault";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ParameterName, TypedName } from "../../src/protocol/parameters";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { placeText } from "./faults";
import {
  chosenIn,
  CHOICES,
  isOfSets,
  RARE_WORDS,
  rareShown,
  TEXTS,
  type ChoiceName,
  type RareName,
  type SetName,
  type TextName,
} from "./parameter-boxes";
import { affineChoice, isPlain } from "./affine-choice";
import "./parameter-line";
import type { EditedName } from "./parameter-line";
import { hasMode, originOf } from "./parameter-words";

/**
 * gamma, beta, eps, dout and how the forward works: one line of words, or the boxes behind it. Everything typed is taken
 * on Enter or on leaving the box.
 */
@customElement("gl-parameters")
export class ParametersPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 4px 14px;
        padding: 5px 8px 5px 12px;
      }
      .item {
        display: grid;
        grid-template-columns: auto auto 1fr; /* a long fault below does not pull label and box apart */
        align-items: center;
        column-gap: 5px;
      }
      .item > label,
      .item > .name {
        white-space: nowrap;
      }
      .item .fault {
        grid-column: 1 / -1;
        max-width: 34ch;
        padding: 2px 0;
        overflow-wrap: anywhere;
      }
      .buttons {
        display: flex;
      }
      .buttons .tool {
        min-width: 20px;
        padding: 0 1px;
      }
      vscode-textfield {
        width: 74px;
      }
      vscode-textfield.wide {
        width: 130px;
      }
      vscode-textfield.narrow {
        width: 58px;
      }
      vscode-textfield.tiny {
        width: 40px;
      }
      .item .needs {
        display: flex;
        max-width: 72ch;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
      }
    `,
  ];

  /** Rare ones that were asked for by name: their boxes are there until the form is folded. */
  @state() private asked: ReadonlySet<string> = new Set();

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    if (!analysis) return nothing;
    const faulty = this.missing !== null || Object.values(analysis.parameters).some(({ fault }) => fault);
    return this.page.view.parametersOpen.value || faulty
      ? this.form(analysis, faulty)
      : html`<gl-parameter-line
          .page=${this.page}
          @gl-edit=${({ detail }: CustomEvent<EditedName>) => this.edit(detail)}
        ></gl-parameter-line>`;
  }

  /** Opens the boxes with the cursor in one of them. */
  private edit(name: EditedName): void {
    const { view } = this.page;
    if (name in RARE_WORDS) this.asked = new Set([...this.asked, name]);
    view.parametersOpen.value = true;
    void this.updateComplete.then(async () => {
      const find = `[data-parameter="${name}"] :is(vscode-textfield, select), #${name}`;
      const box = this.renderRoot.querySelector<HTMLElement & { readonly updateComplete?: Promise<unknown> }>(find);
      await box?.updateComplete;
      box?.focus();
    });
  }

  private form(analysis: AnalysisState, faulty: boolean): TemplateResult {
    const more = this.page.view.moreParameters.value;
    const { parameters } = analysis;
    const evaluation = analysis.mode === "eval" || this.missing !== null || parameters.mode.fault !== undefined;
    const running = ["runningMean", "runningVar"] as const;
    const shown = running.filter(
      (name) =>
        (more && hasMode(analysis)) || evaluation || parameters[name].fault !== undefined || this.asked.has(name),
    );
    const rare = (Object.keys(RARE_WORDS) as (keyof typeof RARE_WORDS)[]).filter((name) => this.asked.has(name));
    const isFirst = (name: RareName): name is SetName => analysis.norm !== "batch" && isOfSets(name);
    const others = rareShown(analysis, more, rare).filter((name) => !isFirst(name));
    const ofLayer = rareShown(analysis, true, rare).filter(isFirst);
    const hasAffine = analysis.norm !== "batch" || more || isPlain(analysis) || this.asked.has("affine");
    return html`<form
      class=${more ? "more" : ""}
      aria-label=${t("Parameters")}
      @submit=${(event: Event) => event.preventDefault()}
    >
      ${this.choice(analysis, "norm")} ${ofLayer.map((name) => this.text(analysis, name))}
      ${hasAffine ? affineChoice(this.page, analysis) : nothing}
      ${(["gamma", "beta", "eps", "dout"] as const).map((name) => this.text(analysis, name))}
      ${analysis.doutSeed === null ? nothing : this.seed(analysis.doutSeed)}
      ${hasMode(analysis) ? this.choice(analysis, "mode") : nothing} ${shown.map((name) => this.text(analysis, name))}
      ${others.map((name) => this.rare(analysis, name))}
      ${more || this.asked.has("precision") ? this.precision(analysis) : nothing}
      <button
        type="button"
        class="tool"
        aria-expanded=${more ? "true" : "false"}
        title=${more ? t("Hide what is as usual") : t("Axis, variance, mask and what else is seldom changed")}
        @click=${() => {
          this.page.view.moreParameters.value = !more;
        }}
      >
        ${icon(more ? "left" : "right")} ${more ? t("Less") : t("More")}
      </button>
      ${
        faulty
          ? nothing
          : html`<button
              type="button"
              class="tool fold"
              aria-expanded="true"
              title=${t("Fold the parameters into one line")}
              aria-label=${t("Fold the parameters into one line")}
              @click=${this.fold}
            >
              ${icon("up")}
            </button>`
      }
    </form>`;
  }

  /** The source asks for evaluation without the statistics that it needs, so that no analysis could be made. */
  private get missing(): Fault | null {
    const fault = this.page.store.panel.value?.fault ?? null;
    return fault?.code === "running-missing" ? fault : null;
  }

  private rare(analysis: AnalysisState, name: RareName): TemplateResult {
    return isChoice(name) ? this.choice(analysis, name) : this.text(analysis, name);
  }

  private precision({ precision }: AnalysisState): TemplateResult {
    return html`<div class="item">
      <label for="precision">${t("precision")}</label>
      <select id="precision" .value=${precision} @change=${this.setPrecision}>
        <option value="standard" ?selected=${precision === "standard"}>${t("standard")}</option>
        <option value="exact" ?selected=${precision === "exact"}>${t("exact (double-double)")}</option>
      </select>
    </div>`;
  }

  private text(analysis: AnalysisState, name: TextName): TemplateResult {
    const state = analysis.parameters[name];
    const box = TEXTS[name];
    const label = box.name;
    // The seed has a box of its own: what it stands for is only hinted at here.
    const drawn = name === "dout" && analysis.doutSeed !== null && state.from === "default";
    const canPick = box.picks && this.page.store.panel.value?.provenance?.kind !== "report";
    return html`<div class="item" data-parameter=${name}>
      <span class="name" aria-hidden="true">${box.symbol}</span>
      <vscode-textfield
        class=${box.width}
        .label=${state.fault ? `${label}: ${state.fault.text}` : label}
        title=${`${label}. ${t(box.hint)}. ${originOf(state)}`}
        .value=${drawn ? "" : state.text}
        .placeholder=${drawn ? t("standard normal") : t(box.empty)}
        .invalid=${state.fault !== undefined}
        @change=${(event: Event) => this.send(name, (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.escape(event, state.text)}
      ></vscode-textfield>
      <span class="buttons">
        ${
          canPick
            ? html`<button
                type="button"
                class="tool"
                title=${t("Pick a selection, file or variable for {0}", label)}
                aria-label=${t("Pick {0}...", label)}
                @click=${() => void this.page.act("pick", { role: name })}
              >
                ${icon("pick")}
              </button>`
            : nothing
        }
        ${state.from === "typed" || state.from === "picked" || state.fault ? this.resetButton(name, label) : nothing}
      </span>
      ${
        state.fault
          ? html`<div class="fault bad" role="alert">
              ${state.fault.text}${placeText(state.fault) ? html` ${placeText(state.fault)}.` : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }

  private seed(seed: number): TemplateResult {
    return html`<div class="item" data-parameter="seed">
      <span class="name" aria-hidden="true">${t("seed")}</span>
      <vscode-textfield
        class="narrow"
        .label=${t("seed of dout")}
        title=${t("dout is standard normal, drawn from this seed: a constant dout would make dx zero and hide every mistake")}
        .value=${String(seed)}
        @change=${(event: Event) => this.send("seed", (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.escape(event, String(seed))}
      ></vscode-textfield>
    </div>`;
  }

  private choice(analysis: AnalysisState, name: ChoiceName): TemplateResult {
    const state = analysis.parameters[name];
    const { label, hint, options } = CHOICES[name];
    const missing = name === "mode" ? this.missing : null;
    const fault = state.fault ?? missing;
    // What the user chose, though the picture is not of it.
    const chosen = missing ? "eval" : state.fault ? state.text : chosenIn(analysis, name);
    return html`<div class="item" data-parameter=${name}>
      <label for=${name}>${t(label)}</label>
      <select
        id=${name}
        title=${`${t(hint)}. ${originOf(state)}`}
        @change=${(event: Event) => this.send(name, (event.target as HTMLSelectElement).value)}
      >
        ${options.map(([value, text]) => html`<option value=${value} .selected=${live(chosen === value)}>${t(text)}</option>`)}
      </select>
      <span class="buttons">${state.from === "typed" || missing ? this.resetButton(name, t(label)) : nothing}</span>
      ${fault ? this.modeFault(analysis, fault) : nothing}
    </div>`;
  }

  /** What cannot be used; where evaluation lacks its statistics, what it needs and how to give it. */
  private modeFault({ columns, parameters }: AnalysisState, fault: Fault): TemplateResult {
    if (fault.code !== "running-missing") return html`<div class="fault bad" role="alert">${fault.text}</div>`;
    const isReport = this.page.store.panel.value?.provenance?.kind === "report";
    const pick = (role: "runningMean" | "runningVar", text: string): TemplateResult | typeof nothing =>
      isReport || parameters[role].from !== "default"
        ? nothing
        : html`<button type="button" class="link" @click=${() => void this.page.act("pick", { role })}>
            ${text}
          </button>`;
    return html`<div class="fault needs" role="alert">
      <span class="bad"
        >${t("Evaluation normalizes with the layer's running mean and variance: give {0} values of each.", columns)}</span
      >
      ${pick("runningMean", t("Pick the mean..."))} ${pick("runningVar", t("Pick the variance..."))}
    </div>`;
  }

  private readonly fold = (): void => {
    this.page.view.parametersOpen.value = false;
    this.asked = new Set();
  };

  private resetButton(name: TypedName, label: string): TemplateResult {
    return html`<button
      type="button"
      class="tool"
      title=${t("Back to the source's value or the default")}
      aria-label=${t("Reset {0}", label)}
      @click=${() => this.send(name, "")}
    >
      ${icon("reset")}
    </button>`;
  }

  private send(name: TypedName, text: string): void {
    void this.page.act("setParameter", { name, text: text.trim() });
  }

  private escape(event: KeyboardEvent, text: string): void {
    if (event.key === "Escape") (event.target as HTMLInputElement).value = text;
  }

  private readonly setPrecision = (event: Event): void => {
    const precision = (event.target as HTMLSelectElement).value === "exact" ? "exact" : "standard";
    void this.page.act("setPrecision", { precision });
  };
}

function isChoice(name: ParameterName): name is ChoiceName {
  return Object.hasOwn(CHOICES, name);
}
