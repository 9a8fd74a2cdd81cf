import { css } from "lit";

/** A bar of colours with its ticks, its limits and what is typed for them. */
export const colourBarStyles = css`
  :host {
    display: grid;
    grid-template-rows: 20px minmax(0, 1fr) 20px;
    font-size: 10.5px;
  }
  .bar {
    position: relative;
    min-height: 0;
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
`;
