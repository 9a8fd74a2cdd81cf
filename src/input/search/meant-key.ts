import { PROBLEM_KEYS } from "../problem-keys";

/** Keys of a problem that are long enough to be known again where they are misspelt. */
const LONG_KEYS = PROBLEM_KEYS.filter((key) => key.length > 2).map((key) => ({ key, plain: plainly(key) }));
const LEAST = Math.min(...LONG_KEYS.map(({ plain }) => plain.length)) - 1;

/**
 * The key of a problem that was meant by one that it has not: it is written in another way, begins with it, or is one slip
 * away, such as a letter too few. Asked for very many keys of a text, so that it reads each but once or twice; the
 * sentence of a fault looks further (`nearestName`).
 */
export function meantKey(given: string): string | undefined {
  if (given.length < LEAST) return undefined;
  const plain = plainly(given);
  for (const { key, plain: known } of LONG_KEYS) if (plain.startsWith(known) || isOneSlip(plain, known)) return key;
  return undefined;
}

function plainly(key: string): string {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code < 97 || code > 122) return key.toLowerCase().replace(/[^a-z0-9]/g, "");
  }
  return key;
}

/** Whether a letter was left out, put in, taken for another, or changed places with its neighbour. */
function isOneSlip(a: string, b: string): boolean {
  const [inA, inB] = [a.length, b.length];
  if (inA - inB > 1 || inB - inA > 1) return false;
  const shorter = Math.min(inA, inB);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && a.charCodeAt(inA - 1 - tail) === b.charCodeAt(inB - 1 - tail)) tail++;
  const [restA, restB] = [inA - head - tail, inB - head - tail];
  if (restA <= 1 && restB <= 1) return true;
  return restA === 2 && restB === 2 && a[head] === b[head + 1] && a[head + 1] === b[head];
}
