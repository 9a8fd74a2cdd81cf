export const SUITE: string;
