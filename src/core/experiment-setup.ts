/** The experiment as terminal and panel run it. */
export const EXPERIMENT_SEED = 1;
export const EXPERIMENT_STEPS = 200;
