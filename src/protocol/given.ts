/** What a thing that was dropped on the page, or pasted into it, can be used as: x of a panel, or in a role of this one. */
export const GIVEN_ROLES = ["x", "candidate.dx", "candidate.dgamma", "candidate.dbeta", "dout"] as const;

export type GivenRole = (typeof GIVEN_ROLES)[number];

/** A thing as it came: its content, or where the host finds it. */
export type Given =
  { readonly name: string; readonly content: string | Uint8Array } | { readonly name: string; readonly uri: string };
