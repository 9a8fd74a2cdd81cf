import { css } from "lit";
import { still } from "./motion";

const shared = css`
  :host {
    box-sizing: border-box;
    color: var(--vscode-foreground);
    font: inherit;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h2,
  h3 {
    margin: 0;
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.02em;
  }
  p {
    margin: 0;
  }
  .icon {
    flex: none;
    vertical-align: -3px;
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .mono {
    font-family: var(--vscode-editor-font-family, monospace);
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .wrap {
    flex-wrap: wrap;
  }

  button {
    font: inherit;
    color: inherit;
  }
  /* High contrast names no such colour: the grey that would stand for it looks chosen there. */
  vscode-button[secondary]::part(base) {
    background-color: var(--vscode-button-secondaryBackground, transparent);
  }
  vscode-button[secondary]:not([disabled]):is(:hover, :focus)::part(base) {
    background-color: var(
      --vscode-button-secondaryHoverBackground,
      var(--vscode-button-secondaryBackground, transparent)
    );
  }
  button.tool {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-width: 24px;
    height: 24px;
    padding: 0 3px;
    border: 1px solid transparent;
    border-radius: 5px;
    background: none;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    cursor: pointer;
    white-space: nowrap;
  }
  button.tool:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  button.tool:active {
    background: var(--vscode-toolbar-activeBackground, var(--vscode-toolbar-hoverBackground));
  }
  button.tool[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
  }
  @media (forced-colors: active) {
    button.tool[aria-pressed="true"] {
      border-color: Highlight;
    }
  }
  button.tool:disabled {
    opacity: 0.5;
    cursor: default;
    background: none;
  }
  button.link {
    display: inline;
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    text-align: start;
    text-decoration: underline;
    text-decoration-color: color-mix(in srgb, currentColor 40%, transparent);
    text-underline-offset: 2px;
  }
  button.link:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
    text-decoration-color: currentColor;
  }
  button:focus-visible,
  select:focus-visible,
  input:focus-visible,
  summary:focus-visible,
  [tabindex]:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  select,
  input.box {
    height: 24px;
    min-width: 0;
    padding: 0 6px;
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-input-border, transparent));
    border-radius: 4px;
    background: var(--vscode-dropdown-background, var(--vscode-input-background));
    color: var(--vscode-dropdown-foreground, var(--vscode-input-foreground));
    font: inherit;
  }
  select {
    padding-inline-end: 4px;
    cursor: pointer;
  }
  input.box {
    border-color: var(--vscode-input-border, transparent);
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
  }
  input.box[aria-invalid="true"] {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
  input.box:disabled,
  select:disabled {
    opacity: 0.55;
  }
  input[type="range"] {
    height: 20px;
    margin: 0;
    accent-color: var(--vscode-focusBorder);
  }
  kbd {
    display: inline-block;
    min-width: 20px;
    padding: 1px 5px;
    border: 1px solid var(--vscode-keybindingLabel-border, var(--vscode-panel-border));
    border-bottom-color: var(--vscode-keybindingLabel-bottomBorder, var(--vscode-panel-border));
    border-radius: 3px;
    background: var(--vscode-keybindingLabel-background, transparent);
    color: var(--vscode-keybindingLabel-foreground, var(--vscode-foreground));
    font: inherit;
    font-size: 11px;
    text-align: center;
  }
  var,
  .symbol {
    font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", Georgia, "Times New Roman", serif;
    font-style: italic;
    font-size: 1.08em;
  }
  .t1::after,
  .t2::after,
  .t3::after {
    margin-inline-start: 1px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.75em;
    vertical-align: super;
  }
  .t1::after {
    content: "\\2460" / "";
  }
  .t2::after {
    content: "\\2461" / "";
  }
  .t3::after {
    content: "\\2462" / "";
  }
  /* Words keep the contrast of text in every theme; the sign beside them has the colour in full. */
  .good > .icon,
  .bad > .icon,
  .unsure > .icon {
    color: color-mix(in srgb, var(--tone) 80%, var(--vscode-foreground));
  }
  .good {
    --tone: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
    color: color-mix(in srgb, var(--tone) 42%, var(--vscode-foreground));
  }
  .bad {
    --tone: var(--vscode-testing-iconFailed, var(--vscode-errorForeground));
    color: color-mix(in srgb, var(--tone) 42%, var(--vscode-foreground));
  }
  .unsure {
    --tone: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
    color: color-mix(in srgb, var(--tone) 42%, var(--vscode-foreground));
  }
`;

/** What every part shares: type, controls, focus, and rest where motion is unwanted. Colours are the theme's own. */
export const base = [shared, still];

/** A dialog above the page: its frame and what it dims. Its size and its own parts are its element's. */
export const dialogs = css`
  dialog {
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border)));
    border-radius: 8px;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    box-shadow: 0 4px 16px var(--vscode-widget-shadow, transparent);
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
  }
`;

/** Lists of a name and a number: the name on the left, the numbers on one right edge. */
export const figures = css`
  table.figures {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  table.figures th,
  table.figures td {
    height: 20px;
    padding: 0 0 0 8px;
    text-align: end;
    font-weight: normal;
    white-space: nowrap;
  }
  table.figures th:first-child {
    padding-inline-start: 0;
    text-align: start;
    color: var(--vscode-descriptionForeground);
  }
  /* Numbers stay whole beside a long name, which takes another line. */
  table.figures tbody th {
    white-space: normal;
  }
  table.figures thead th {
    color: var(--vscode-descriptionForeground);
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  table.figures td {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: max(11px, calc(var(--vscode-font-size, 13px) - 1px));
  }
`;
