/**
 * Writes a text straight into the page. What is the same is not written again: the browser would lay the page out for it.
 * And the text node that is there is kept: another one gets its style, and its place in the layout, anew.
 */
export function writeText(element: Element, text: string): void {
  const { firstChild } = element;
  if (!(firstChild instanceof Text)) element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
