/** What an object holds, without a getter, a proxy or a method of the program that answers for it. */

/** Prototypes that are looked through: an object may stand in its own chain by a proxy. */
const CHAIN = 16;

/** A property as it stands there; undefined for one that is computed. */
export function heldBy(owner, name) {
  return propertyOf(owner, name)?.value;
}

/** Whether a property is there, computed or not. */
export function has(owner, name) {
  return propertyOf(owner, name) !== undefined;
}

function propertyOf(owner, name) {
  let level = owner;
  for (let n = 0; level !== null && n < CHAIN && !isProxy(level); n++) {
    const own = Object.getOwnPropertyDescriptor(level, name);
    if (own) return own;
    level = Object.getPrototypeOf(level);
  }
  return undefined;
}

/** Only Node can tell; elsewhere a proxy is taken for what it stands for. */
export function isProxy(value) {
  const builtin = globalThis.process && process.getBuiltinModule;
  return builtin ? builtin("util").types.isProxy(value) : false;
}
