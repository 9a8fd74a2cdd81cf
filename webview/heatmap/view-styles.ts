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
  .view {
    --head: 24px;
    display: grid;
    height: 100%;
    grid-template-columns: 46px minmax(0, 1fr) 34px 86px;
    grid-template-rows: var(--head) 34px minmax(0, 1fr) auto 20px;
    grid-template-areas:
      "head head head head"
      "corner top . ."
      "rows picture right bar"
      "strips strips strips strips"
      ". columns . .";
    column-gap: 0;
  }
  /* Strips of channels under a picture whose columns are no channels: its own column numbers come first. */
  .view.apart {
    grid-template-areas:
      "head head head head"
      "corner top . ."
      "rows picture right bar"
      ". columns . ."
      "strips strips strips strips";
    grid-template-rows: var(--head) 34px minmax(0, 1fr) 20px auto;
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
  /* What has no room goes whole, to a line that is not shown: words of the title, then the index, then the number. */
  .title {
    flex: 1 1 0;
    height: 18px;
    overflow: hidden;
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
    line-height: 18px;
    white-space: normal;
  }
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
  gl-colour-bar {
    grid-area: bar;
    margin-left: 8px;
    font-family: var(--vscode-font-family, sans-serif);
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
  .strips {
    grid-area: strips;
    display: grid;
    grid-template-columns: subgrid;
    padding-top: 3px;
  }
  .strip {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: 46px minmax(0, 1fr) 120px;
    height: 15px;
    align-items: center;
    font-size: 10.5px;
    color: var(--vscode-descriptionForeground);
  }
  .strip > :first-child {
    text-align: right;
    padding-right: 7px;
    white-space: nowrap;
    overflow: hidden;
  }
  .strip > :last-child {
    padding-left: 8px;
    overflow: hidden;
    white-space: nowrap;
  }
  gl-strip {
    height: 12px;
    outline: 1px solid var(--gl-line);
  }
  gl-legend {
    flex: none;
  }
  @container (max-width: 380px) or (max-height: 250px) {
    .view {
      grid-template-columns: 46px minmax(0, 1fr) 0 84px;
      grid-template-rows: var(--head) 0 minmax(0, 1fr) auto 20px;
    }
    .view.apart {
      grid-template-rows: var(--head) 0 minmax(0, 1fr) 20px auto;
    }
    gl-marginal,
    .corner {
      display: none;
    }
    .strip {
      grid-template-columns: 46px minmax(0, 1fr) 84px;
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
`;
