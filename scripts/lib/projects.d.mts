/** Every project's tsconfig.json by its path from the root, the innermost first. */
export const projects: readonly string[];
