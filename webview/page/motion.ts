import { css } from "lit";

/** Takes all motion out of a part, also of the progress bar inside it. In force only while motion is unwanted. */
export const still = css`
  *,
  vscode-progress-bar::part(indicator) {
    animation: none !important;
    transition: none !important;
  }
  vscode-progress-bar[indeterminate]::part(indicator) {
    width: 100%;
  }
`;

/** Whether motion is unwanted, by the system's or by VS Code's own setting. */
export function reducedMotion(): boolean {
  return (
    matchMedia("(prefers-reduced-motion: reduce)").matches || document.body.classList.contains("vscode-reduce-motion")
  );
}

/** Follows both settings for as long as the page lives: every part has the one sheet of `still`. */
export function followMotion(): void {
  const update = (): void => {
    if (still.styleSheet) still.styleSheet.disabled = !reducedMotion();
  };
  new MutationObserver(update).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", update);
  update();
}
