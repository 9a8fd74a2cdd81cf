import { css, LitElement, type CSSResultGroup } from "lit";
import { observeBox, type Box } from "./painting/device";
import type { Drawable, Scene } from "./scene";
import type { TensorName } from "../../src/protocol/picture";

/** Colours and font of an element, for drawing on a canvas. */
export interface Pen {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly font: string;
}

/** A canvas that fills its element, is sharp at every pixel ratio and is drawn at most once a frame. */
export abstract class SheetElement extends LitElement implements Drawable {
  static override styles: CSSResultGroup = css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
      min-height: 0;
      background: var(--vscode-editor-background, Canvas);
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
  `;

  protected box: Box | null = null;
  private readonly cleanups: (() => void)[] = [];
  private context: CanvasRenderingContext2D | null = null;
  private pen: (Pen & { readonly palette: number }) | null = null;

  abstract get tensor(): TensorName | null;
  protected abstract get scene(): Scene;
  /** Reads every signal that the drawing follows. */
  protected abstract follow(): void;
  /** Draws in CSS pixels; tells how many pieces are missing. */
  protected abstract paint(context: CanvasRenderingContext2D, box: Box, pen: Pen): number;

  protected watch(start: () => () => void): void {
    this.cleanups.push(start());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.begin();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    this.scene.remove(this);
  }
  override firstUpdated(): void {
    this.begin();
  }

  protected begin(): void {
    const canvas = this.sheet();
    this.scene.add(this);
    this.watch(() =>
      observeBox(canvas, (box) => {
        this.box = box;
        canvas.width = box.deviceWidth;
        canvas.height = box.deviceHeight;
        this.draw();
      }),
    );
    this.watch(() => this.subscribe());
  }

  protected abstract subscribe(): () => void;

  protected sheet(): HTMLCanvasElement {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas) throw new Error("expected a canvas after the first render");
    return canvas;
  }

  draw(): number {
    const { box } = this;
    if (!box || box.width === 0 || box.height === 0) return 0;
    // Opaque, so that the browser does not mix it with what lies behind in every frame.
    this.context ??= this.sheet().getContext("2d", { alpha: false });
    const { context } = this;
    if (!context) throw new Error("expected a 2d context, got none");
    const pen = this.penOf(this.scene.store.palette.value);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = pen.background;
    context.fillRect(0, 0, box.deviceWidth, box.deviceHeight);
    context.setTransform(box.deviceWidth / box.width, 0, 0, box.deviceHeight / box.height, 0, 0);
    return this.paint(context, box, pen);
  }

  /** Read once for each palette: asking for styles in every frame would make the browser compute them in every frame. */
  private penOf(palette: number): Pen {
    if (this.pen?.palette === palette) return this.pen;
    const style = getComputedStyle(this);
    const of = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
    this.pen = {
      palette,
      background: style.backgroundColor, // as it is in force: forced colours change it
      text: style.color,
      muted: of("--vscode-descriptionForeground", style.color),
      line: of("--gl-line", "rgb(128 128 128 / 40%)"),
      accent: of("--vscode-charts-blue", style.color),
      font: style.fontFamily,
    };
    return this.pen;
  }
}
