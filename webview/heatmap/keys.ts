/** What a key on a picture does. Distances are in cells unless said. */
export type Action =
  | { readonly kind: "move"; readonly rows: number; readonly columns: number; readonly extend: boolean }
  | { readonly kind: "step"; readonly rows: number; readonly columns: number; readonly extend: boolean } // in tenths of a view
  | { readonly kind: "page"; readonly direction: -1 | 1; readonly extend: boolean }
  | { readonly kind: "edge"; readonly to: "row-start" | "row-end" | "first" | "last"; readonly extend: boolean }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "fit" }
  | { readonly kind: "square" }
  | { readonly kind: "all" }
  | { readonly kind: "clear" }
  | { readonly kind: "single" }
  | { readonly kind: "view"; readonly index: number };

/** The keys as people read them; the panel's help lists these. */
export const KEY_HELP: readonly { readonly keys: string; readonly text: string }[] = [
  { keys: "Arrow keys", text: "Move the cursor by one cell" },
  { keys: "Ctrl+Arrow keys", text: "Move the cursor by a tenth of the view" },
  { keys: "Home, End", text: "First or last column" },
  { keys: "Ctrl+Home, Ctrl+End", text: "First or last cell" },
  { keys: "Page Up, Page Down", text: "Move the cursor by one view" },
  { keys: "Shift with any of these", text: "Extend the selection" },
  { keys: "Ctrl+A", text: "Select everything" },
  { keys: "Escape", text: "Clear the selection, then the cursor" },
  { keys: "+, −", text: "Zoom in or out at the cursor" },
  { keys: "0", text: "Fit the whole matrix" },
  { keys: "Q", text: "Square cells, or fill the view" },
  { keys: "1 to 9", text: "Show that view; in side by side, put it in or take it out" },
  { keys: "Ctrl+Z", text: "Undo what was last typed, picked, taken over or put away" },
  { keys: "Ctrl+F", text: "Find a cell, a value or a tensor; F3 or Enter for the next, with Shift for the one before" },
  { keys: "Ctrl+V", text: "Paste numbers, as x or as gradients of your own" },
  { keys: "S", text: "One view at a time, or side by side" },
];

/** The same for the mouse. */
export const POINTER_HELP: readonly { readonly keys: string; readonly text: string }[] = [
  { keys: "Move", text: "Read the cell under the pointer in every view" },
  { keys: "Click", text: "Put the cursor there" },
  { keys: "Ctrl or Cmd+wheel, pinch", text: "Zoom at the pointer (Shift: columns only, Alt: rows only)" },
  { keys: "Wheel", text: "Move a picture that is zoomed in; else scroll the page" },
  { keys: "Drag", text: "Move the picture" },
  { keys: "Shift+drag", text: "Select a rectangle" },
  { keys: "Drop a file", text: "Use it as x or as gradients of your own (from VS Code's explorer hold Shift)" },
  { keys: "Double-click", text: "Fit the whole matrix" },
];

const ZOOM_STEP = 1.5;

/** The action of a key, or undefined when the key is not ours. */
export function toAction(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
): Action | undefined {
  const far = event.ctrlKey || event.metaKey;
  const extend = event.shiftKey;
  if (event.altKey) return undefined;
  const kind = far ? "step" : "move";
  switch (event.key) {
    case "ArrowUp":
      return { kind, rows: -1, columns: 0, extend };
    case "ArrowDown":
      return { kind, rows: 1, columns: 0, extend };
    case "ArrowLeft":
      return { kind, rows: 0, columns: -1, extend };
    case "ArrowRight":
      return { kind, rows: 0, columns: 1, extend };
    case "Home":
      return { kind: "edge", to: far ? "first" : "row-start", extend };
    case "End":
      return { kind: "edge", to: far ? "last" : "row-end", extend };
    case "PageUp":
      return { kind: "page", direction: -1, extend };
    case "PageDown":
      return { kind: "page", direction: 1, extend };
    case "Escape":
      return { kind: "clear" };
    case "a":
      return far ? { kind: "all" } : undefined;
  }
  if (far) return undefined;
  switch (event.key) {
    case "+":
    case "=":
      return { kind: "zoom", factor: ZOOM_STEP };
    case "-":
    case "−":
      return { kind: "zoom", factor: 1 / ZOOM_STEP };
    case "0":
      return { kind: "fit" };
    case "q":
    case "Q":
      return { kind: "square" };
    case "s":
    case "S":
      return { kind: "single" };
  }
  return /^[1-9]$/.test(event.key) ? { kind: "view", index: Number(event.key) - 1 } : undefined;
}
