/**
 * Whose word counts where several say something of the same thing: the first of these that says anything that can be
 * used. The table stands in docs/conventions.md too, and a test holds the two together.
 *
 * - typed: a text in one of the panel's boxes, or a flag of the command line
 * - picked: a selection, a file or a variable that the user chose for one role
 * - probe: the separating probe, which stands in for gamma, beta, dout and eps (and x, where x hides mistakes)
 * - layer: the normalization layer of a stopped program, which gives several at once
 * - source: what stands beside x in its file, text or frame
 * - setting: the tolerance in VS Code's settings (gradientLens.tolerance)
 * - default: gamma 1, beta 0, eps 1e-5 inside the root, mode train, axis 1, variance biased, every row, one batch,
 *   activation none, dout drawn from seed 1, a tolerance by rounding
 */
export const PRECEDENCE = ["typed", "picked", "probe", "layer", "source", "setting", "default"] as const;
type Origin = (typeof PRECEDENCE)[number];

/** Lays what each says over what those below it say, by PRECEDENCE alone. A key that is not there says nothing. */
export function layByPrecedence<T extends object>(said: Readonly<Partial<Record<Origin, Partial<T>>>>): Partial<T> {
  return Object.assign({}, ...PRECEDENCE.toReversed().map((origin) => said[origin])) as Partial<T>;
}
