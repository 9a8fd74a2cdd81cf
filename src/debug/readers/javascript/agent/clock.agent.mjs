/** A walk through the program's objects ends itself: the debugger has no way to end it from outside. */

const MILLISECONDS = 2000;
const LOOKS = 4096; // at entries of one list, between looks at the clock
let end = Infinity;

/** Says in a sentence what was not done in time: no error of the program. */
export class TookTooLong extends Error {
  name = "TookTooLong";
}

export function startClock() {
  end = now() + MILLISECONDS;
}

export function checkClock(what) {
  if (end < Infinity && now() > end)
    throw new TookTooLong(`${what} took longer than ${MILLISECONDS / 1000} s and was stopped.`);
}

/** Whether all entries of a list are so. Those that are computed, or not there, are undefined. */
export function allOf(list, isSo) {
  for (let n = 0; n < list.length; n++) {
    if (n % LOOKS === 0) checkClock("A look at the entries of an array");
    if (!isSo(Object.getOwnPropertyDescriptor(list, n)?.value)) return false;
  }
  return true;
}

/** Tests replace Date, and what replaces it is code of theirs. */
function now() {
  const { process } = globalThis;
  return process && process.uptime ? 1000 * process.uptime() : Date.now();
}
