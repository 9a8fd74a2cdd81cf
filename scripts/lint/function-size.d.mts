import type { Rule } from "eslint";
export const functionSize: Rule.RuleModule;
