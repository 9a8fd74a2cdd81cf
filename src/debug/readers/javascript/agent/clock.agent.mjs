/** A walk through the program's objects ends itself: the debugger has no way to end it from outside. */

const MILLISECONDS = 2000;

/** Says in a sentence what was not done in time: no error of the program. */
export class TookTooLong extends Error {
  name = "TookTooLong";
}

/** A function that ends the walk it is called in, once the time is over. */
export function startClock(what) {
  const end = Date.now() + MILLISECONDS;
  return () => {
    if (Date.now() > end) throw new TookTooLong(`${what} took longer than ${MILLISECONDS / 1000} s and was stopped.`);
  };
}
