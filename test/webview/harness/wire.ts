type Bytes = Uint8Array | Float32Array | Float64Array;
const KINDS = { Uint8Array, Float32Array, Float64Array };

/**
 * A message as it arrives on the other side of VS Code's wire: JSON, in which NaN and infinities become null and what is
 * undefined goes, with typed arrays carried beside it.
 */
export function overTheWire(message: unknown): unknown {
  const carried: Bytes[] = [];
  const text = JSON.stringify(message, (_key, value: unknown) => {
    const kind = Object.entries(KINDS).find(([, type]) => value instanceof type);
    return kind ? { $carried: carried.push((value as Bytes).slice()) - 1 } : value;
  });
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === "object" && value !== null && "$carried" in value ? carried[value.$carried as number] : value,
  );
}
