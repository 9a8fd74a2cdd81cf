import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { Given, GivenRole } from "../../src/protocol/given";
import { takeGiven, type Taken } from "../page/read-transfer";
import { roleWord } from "../../src/protocol/role-word";
import { t } from "../page/strings";
import { base, dialogs } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** What each choice is called, in the order of the buttons. */
const CHOICES: readonly (readonly [role: GivenRole, text: string])[] = [
  ["x", "x, in a panel of its own"],
  ["candidate.dx", "my dx"],
  ["candidate.dgamma", "my dγ (dgamma)"],
  ["candidate.dbeta", "my dβ (dbeta)"],
  ["dout", "dout, the upstream gradient"],
];

/** Takes files that are dropped on the page and text that is pasted into it, and asks what they are. */
@customElement("gl-given")
export class GivenPart extends PartElement {
  static override styles = [
    base,
    dialogs,
    css`
      .target {
        position: fixed;
        z-index: 6;
        inset: 4px;
        display: grid;
        place-content: center;
        border: 2px dashed var(--vscode-focusBorder);
        border-radius: 8px;
        background: color-mix(in srgb, var(--vscode-editor-background) 80%, transparent);
        font-weight: 600;
        text-align: center;
        pointer-events: none;
      }
      .target span {
        padding: 8px 16px;
        border-radius: 8px;
        background: var(--vscode-editor-background);
      }
      dialog {
        width: min(360px, calc(100vw - 24px));
        padding: 12px 16px 16px;
      }
      h2 {
        font-size: inherit;
      }
      .what {
        margin: 2px 0 10px;
        overflow-wrap: anywhere;
      }
      textarea {
        display: block;
        width: 100%;
        height: 120px;
        margin: 4px 0 10px;
        padding: 4px 6px;
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
        border-radius: 4px;
        background: var(--vscode-input-background);
        color: var(--vscode-input-foreground);
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: 12px;
        resize: vertical;
      }
      textarea:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .choices {
        display: grid;
        gap: 6px;
      }
    `,
  ];

  @state() private given: Given | null = null;
  @state() private isOver = false;
  /** The dialog was opened for text that is yet to be pasted into it. */
  @state() private isAsking = false;
  @query("dialog") private readonly dialog!: HTMLDialogElement;
  @query("textarea") private readonly box!: HTMLTextAreaElement | null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("dragover", this.over);
    document.addEventListener("dragleave", this.left);
    document.addEventListener("drop", this.dropped);
    document.addEventListener("paste", this.pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("dragover", this.over);
    document.removeEventListener("dragleave", this.left);
    document.removeEventListener("drop", this.dropped);
    document.removeEventListener("paste", this.pasted);
  }

  override render(): TemplateResult {
    // Beside nothing there is nothing to compare.
    const hasX = this.page.store.analysis.value !== null;
    const [first, ...others] = CHOICES;
    const choices = !hasX ? CHOICES.slice(0, 1) : this.isAsking && first ? [...others, first] : CHOICES;
    return html`${this.isOver ? html`<div class="target"><span>${t("Drop one file or text here")}</span></div>` : nothing}
      <dialog aria-labelledby="title" @close=${this.closed}>
        <h2 id="title">${this.isAsking ? t("Paste numbers and use them as") : t("Use it as")}</h2>
        ${
          this.isAsking
            ? html`<textarea
                aria-label=${t("Numbers")}
                placeholder=${t("Paste numbers here: rows, CSV, JSON, or what Python prints")}
                spellcheck="false"
                @input=${this.typed}
              ></textarea>`
            : html`<p class="what muted">${this.given ? describe(this.given) : ""}</p>`
        }
        <div class="choices">
          ${choices.map(
            ([role, text], place) =>
              html`<vscode-button
                ?secondary=${place > 0}
                ?disabled=${this.given === null}
                ?autofocus=${place === 0}
                @click=${() => this.choose(role)}
                >${t(text)}</vscode-button
              >`,
          )}
          <vscode-button secondary @click=${() => this.dialog.close()}>${t("Cancel")}</vscode-button>
        </div>
      </dialog>`;
  }

  /** Opens the dialog with a box for text to be pasted into. */
  async askForText(): Promise<void> {
    this.isAsking = true;
    this.given = null;
    await this.updateComplete;
    if (this.box) this.box.value = "";
    if (!this.dialog.open) this.dialog.showModal();
    this.box?.focus();
  }

  private readonly typed = (event: Event): void => {
    const content = (event.target as HTMLTextAreaElement).value;
    this.given = content.trim() === "" ? null : { name: t("pasted text"), content };
  };

  /** A report holds its numbers fixed: it takes nothing. */
  private takesNothing(): boolean {
    return this.page.store.panel.value?.provenance?.kind === "report";
  }

  private readonly over = (event: DragEvent): void => {
    if (this.takesNothing()) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    this.isOver = true;
  };

  private readonly left = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.isOver = false;
  };

  private readonly dropped = (event: DragEvent): void => {
    this.isOver = false;
    if (this.takesNothing() || !event.dataTransfer) return;
    event.preventDefault();
    void this.take(takeGiven(event.dataTransfer, t("dropped text")));
  };

  private readonly pasted = (event: ClipboardEvent): void => {
    const [target] = event.composedPath();
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isTyping || this.takesNothing() || !event.clipboardData) return;
    event.preventDefault();
    void this.take(takeGiven(event.clipboardData, t("pasted text")));
  };

  private async take(coming: Promise<Taken>): Promise<void> {
    const taken = await coming;
    if ("trouble" in taken) {
      this.page.trouble.value = { code: "not-given", text: taken.trouble };
      return;
    }
    this.isAsking = false;
    this.given = taken.given;
    this.page.trouble.value = null;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector<HTMLElement>("vscode-button")?.focus();
  }

  private choose(as: GivenRole): void {
    const { given } = this;
    this.dialog.close();
    if (given) void this.use(as, given);
  }

  private async use(as: GivenRole, given: Given): Promise<void> {
    const used = await this.page.act("useGiven", { as, given });
    if (used === undefined) return; // refused, and said
    this.page.notice.value = t("Used as {0}: {1}.", roleWord(as), given.name);
  }

  private readonly closed = (): void => {
    this.given = null;
    this.isAsking = false;
  };
}

/** What came, in a line: its name, and how much it is. */
function describe(given: Given): string {
  if ("uri" in given) return given.name;
  const { name, content } = given;
  const amount = content.length.toLocaleString("en");
  return typeof content === "string" ? t("{0}, {1} characters", name, amount) : t("{0}, {1} bytes", name, amount);
}

declare global {
  interface HTMLElementTagNameMap {
    "gl-given": GivenPart;
  }
}
