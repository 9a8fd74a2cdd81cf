import { css } from "lit";

/** A bar of colours with its ticks, its limits and what is typed for them. */
export const colourBarStyles = css`
  :host {
    display: grid;
    grid-template-rows: 20px minmax(0, 1fr) 20px;
    font-size: 10.5px;
  }
  :host([across]) {
    grid-template: 16px / minmax(52px, auto) minmax(0, 1fr) minmax(44px, auto);
    gap: 0 3px;
    align-items: center;
  }
  .bar {
    position: relative;
    min-height: 0;
    height: 100%;
  }
  :host([across]) .bar {
    outline: 1px solid var(--gl-line);
  }
  input {
    box-sizing: border-box;
    width: 100%;
    min-width: 0;
    height: 18px;
    padding: 0 2px;
    border: 1px solid transparent;
    border-radius: 2px;
    background: transparent;
    color: inherit;
    font: inherit;
    font-variant-numeric: tabular-nums;
    text-align: left;
    text-overflow: ellipsis;
  }
  /* A limit of many digits takes of the bar's room what it needs to be read. */
  :host([across]) input {
    width: auto;
    min-width: 100%;
    max-width: 84px;
    height: 16px;
    field-sizing: content;
  }
  :host([across]) input.low {
    align-self: center;
    text-align: right;
  }
  input:hover {
    border-color: var(--vscode-input-border, var(--vscode-contrastBorder, var(--gl-line)));
  }
  input:focus {
    outline: 1px solid var(--vscode-focusBorder);
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
  }
  input.low {
    align-self: end;
  }
  .handle {
    position: absolute;
    left: -3px;
    width: 20px;
    height: 9px;
    cursor: ns-resize;
    touch-action: none;
    border-radius: 2px;
  }
  .handle[hidden] {
    display: none;
  }
  .handle::after {
    content: "";
    position: absolute;
    left: 1px;
    right: 1px;
    height: 2px;
    background: currentColor;
    opacity: 0.75;
  }
  .handle:hover::after {
    opacity: 1;
    height: 3px;
  }
  .handle:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .handle.high {
    top: -1px;
  }
  .handle.high::after {
    top: 0;
  }
  .handle.low {
    bottom: -1px;
  }
  .handle.low::after {
    bottom: 0;
  }
  :host([across]) .handle {
    inset: -2px auto;
    width: 9px;
    height: auto;
    cursor: ew-resize;
  }
  :host([across]) .handle.low {
    left: -3px;
  }
  :host([across]) .handle.high {
    right: -3px;
  }
  :host([across]) .handle::after {
    inset: 0 auto;
    width: 2px;
    height: auto;
  }
  :host([across]) .handle.low::after {
    left: 2px;
  }
  :host([across]) .handle.high::after {
    right: 2px;
  }
  :host([across]) .handle:hover::after {
    width: 3px;
  }
`;
