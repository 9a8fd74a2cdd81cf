import { css } from "lit";

/** Where the parts of a view stand, and what gives way in a small one. */
export const viewStyles = css`
  :host {
    display: block;
    container-type: size;
    min-width: 0;
    min-height: 0;
    --gl-line: color-mix(in srgb, var(--vscode-foreground) 22%, transparent);
  }
  /* Without sums at the edges; with them a row above the picture and a column beside it are taken by them. */
  .view {
    --head: 24px;
    --names: 54px;
    --above: 0px;
    --sets: 0px;
    --beside: 0px;
    display: grid;
    height: 100%;
    grid-template-columns: var(--names) minmax(0, 1fr) var(--sets) var(--beside) var(--side);
    grid-template-rows: var(--head) var(--above) minmax(0, 1fr) auto 19px var(--under);
  }
  .view.edged {
    --above: 34px;
    --beside: 34px;
  }
  /* What is known of each row, where a row is a set. */
  .view.beside {
    --sets: 38px;
  }
  .view.side {
    --side: 86px;
    --under: 0px;
    grid-template-areas:
      "head head head head head"
      "corner top . . ."
      "rows picture sets right bar"
      "strips strips strips strips strips"
      ". columns . ranges ranges"
      ". . . . .";
  }
  .view.under {
    --side: 8px;
    --under: 20px;
    grid-template-areas:
      "head head head head head"
      "corner top . . ."
      "rows picture sets right ."
      "strips strips strips strips strips"
      ". columns . ranges ranges"
      "bar bar bar bar bar";
  }
  /* Strips of channels under a picture whose columns are no channels: its own column numbers come first. */
  .view.apart {
    grid-template-rows: var(--head) var(--above) minmax(0, 1fr) 19px auto var(--under);
  }
  .view.apart.side {
    grid-template-areas:
      "head head head head head"
      "corner top . . ."
      "rows picture sets right bar"
      ". columns . ranges ranges"
      "strips strips strips strips strips"
      ". . . . .";
  }
  .view.apart.under {
    grid-template-areas:
      "head head head head head"
      "corner top . . ."
      "rows picture sets right ."
      ". columns . ranges ranges"
      "strips strips strips strips strips"
      "bar bar bar bar bar";
  }
  header {
    grid-area: head;
    display: flex;
    align-items: center;
    gap: 0 8px;
    min-width: 0;
    padding: 0 2px 0 8px;
    white-space: nowrap;
  }
  h3 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
    font-family: var(--vscode-editor-font-family, monospace);
  }
  :host([data-active]) h3 {
    color: var(--vscode-textLink-foreground, inherit);
  }
  .title {
    flex: 1 1 0;
    min-width: 0;
    overflow: hidden;
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
    line-height: 18px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* What has no room goes whole, to a line that is not shown: the index, then the number. */
  .readout {
    display: flex;
    flex-flow: row-reverse wrap;
    height: 18px;
    overflow: hidden;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 12px;
    line-height: 18px;
    font-variant-numeric: tabular-nums;
  }
  .readout::before {
    content: "";
    order: -2;
    height: 100%;
  }
  .readout .value {
    order: -1;
  }
  .readout .index {
    padding-right: 7px;
    color: var(--vscode-descriptionForeground);
  }
  .scale {
    margin-inline-end: -6px;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  select {
    height: 20px;
    padding: 0 2px;
    border: 1px solid transparent;
    border-radius: 3px;
    background: transparent;
    color: var(--vscode-descriptionForeground);
    font: inherit;
    font-size: 11px;
    cursor: pointer;
  }
  select:hover,
  select:focus-visible {
    color: var(--vscode-foreground);
    border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--gl-line)));
  }
  select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  option {
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
  }
  /* A rim that is painted with the background: an outline would lie over the picture, and be blended with it in every frame. */
  gl-heatmap {
    grid-area: picture;
    box-shadow: 0 0 0 1px var(--gl-line);
  }
  gl-axis,
  .corner,
  .strip {
    font-family: var(--vscode-font-family, sans-serif);
    font-variant-numeric: tabular-nums;
  }
  gl-axis[along="rows"] {
    grid-area: rows;
  }
  gl-axis[along="columns"] {
    grid-area: columns;
    margin-top: 2px;
  }
  gl-marginal[along="columns"] {
    grid-area: top;
    margin-bottom: 2px;
  }
  gl-marginal[along="rows"] {
    grid-area: right;
    margin-left: 2px;
  }
  .corner {
    grid-area: corner;
    display: grid;
    grid-template-rows: 1fr 1fr;
    align-items: center;
    justify-items: end;
    padding: 0 6px 2px 0;
    font-size: 10.5px;
    white-space: nowrap;
    color: var(--vscode-descriptionForeground);
  }
  .corner .sum {
    color: var(--vscode-charts-blue, inherit);
  }
  gl-legend,
  .rounding {
    flex: none;
  }
  .rounding {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    line-height: 18px;
    cursor: help;
  }
  .rounding[hidden] {
    display: none;
  }
  /* The ranges of strips go to a line of their own rather than to nowhere. */
  @container (max-width: 420px) {
    .view.under {
      --under: 36px;
    }
    .under .foot {
      flex-wrap: wrap;
      align-content: end;
      gap: 0 10px;
    }
    .under gl-colour-bar,
    .under .ranges {
      flex: 1 0 100%;
      box-sizing: border-box;
    }
    .under .ranges {
      padding-inline-start: var(--names);
    }
  }
  @container (max-width: 240px) {
    .under .ranges {
      padding-inline-start: 4px;
      gap: 6px;
    }
  }
  /* Title and legend on a line of their own, in every view: pictures stay equally high whatever legends say. */
  @container (max-width: 340px) {
    .view {
      --head: 42px;
    }
    header {
      flex-wrap: wrap;
      align-content: start;
    }
    header::after {
      content: "";
      order: 1;
      width: 100%;
    }
    .title,
    .rounding,
    gl-legend {
      order: 2;
    }
    h3,
    .readout {
      line-height: 22px;
    }
    .readout {
      flex: 1 1 0;
      height: 22px;
    }
  }
  /* Three that are compared beside an editor: names, counts of wrong cells and scales whole; what a name means where it fits. */
  @container (max-width: 240px) {
    header {
      gap: 0 4px;
    }
    .title {
      display: flex;
      flex-flow: row wrap;
      height: 18px;
    }
    .title::before {
      content: "";
      height: 100%;
    }
    select {
      width: 54px;
    }
  }
  @container (max-width: 190px) {
    .scale {
      display: none;
    }
  }
`;
