/** Moves the focus through a menu's items by the arrow keys, Home and End, round its ends. False: it is another key. */
export function walkItems(event: KeyboardEvent, items: readonly HTMLElement[]): boolean {
  const at = items.findIndex((item) => item.matches(":focus"));
  const to = new Map([
    ["ArrowDown", at + 1],
    ["ArrowUp", at - 1],
    ["Home", 0],
    ["End", items.length - 1],
  ]).get(event.key);
  if (to === undefined) return false;
  event.preventDefault();
  event.stopPropagation();
  items[(to + items.length) % items.length]?.focus();
  return true;
}
