import { css } from "lit";

/** The fields for gradients of one's own, and what was found about them. */
export const compareStyles = css`
  :host {
    display: block;
    padding: 8px 12px 16px;
  }
  section {
    margin-top: 14px;
  }
  .picks {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 8px;
  }
  .title {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .title p {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .summary {
    margin: 4px 0 8px;
    overflow-wrap: anywhere;
  }
  .telling {
    margin-top: 14px;
  }
  gl-diagnosis {
    display: block;
  }
  details {
    margin-top: 14px;
  }
  summary {
    width: max-content;
    color: var(--vscode-descriptionForeground);
    cursor: pointer;
  }
  details[open] > summary {
    margin-bottom: 6px;
  }
  .reason {
    margin-bottom: 6px;
    overflow-wrap: anywhere;
  }
  .scroll {
    overflow-x: auto;
  }
  .figures-of {
    margin-top: 8px;
    overflow-wrap: anywhere;
  }
  section p + h3,
  details h3 {
    margin-top: 12px;
  }
  .blind {
    padding: 0;
    margin: 4px 0 8px;
    list-style: none;
  }
  .blind li {
    margin-top: 4px;
    overflow-wrap: anywhere;
  }
  .cells {
    margin-top: 6px;
  }
`;

/** What is wrong with one tensor: names on the left, what they stand for beside them, or below them where it is narrow. */
export const diagnosisStyles = css`
  article {
    margin-top: 8px;
    padding: 8px 10px;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 6px;
    background: var(--vscode-textBlockQuote-background, transparent);
    container-type: inline-size;
  }
  h3 {
    font-size: inherit;
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 4px 12px;
    margin: 6px 0 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  @container (max-width: 320px) {
    dl {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    dd {
      margin-bottom: 6px;
    }
  }
  /* The line of code first: where the box is cut below, it is the languages that go. */
  .usual {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 4px 12px;
  }
  pre {
    flex: 1 1 auto;
    min-width: 0;
    margin: 0;
    padding: 2px 8px;
    margin-inline-start: -8px; /* the code begins where the formulas above it do */
    overflow-wrap: anywhere;
    border-radius: 4px;
    white-space: pre-wrap;
    background: var(--vscode-textCodeBlock-background, transparent);
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: max(11px, calc(var(--vscode-font-size, 13px) - 1px));
    tab-size: 4;
  }
`;
