/** Lets waiting messages in before going on; unlike a timer it does not wait. */
export const breathe: (next: () => void) => void = (() => {
  const { setImmediate } = globalThis as { setImmediate?: (next: () => void) => unknown };
  // A Node port hands over up to a thousand messages before any other port has its turn, so it cannot be used there.
  if (setImmediate) return setImmediate;
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  const receiver = channel.port1 as unknown as { onmessage: () => void }; // Node's types know the port by its events
  receiver.onmessage = () => waiting.shift()?.();
  return (next) => {
    waiting.push(next);
    channel.port2.postMessage(null);
  };
})();
