import { roughTimeText } from "../core/rough-time";

/** Time after which what was done tells how long the rest takes. */
const SETTLED_MILLISECONDS = 2_000;

/** How far a long check has come, for a terminal: a share, and the time left once it can be told. */
export class ProgressLine {
  private readonly started: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.started = now();
  }

  text(done: number): string {
    const milliseconds = this.now() - this.started;
    const share = `Checking ... ${Math.floor(100 * done)} %`;
    if (done <= 0 || milliseconds < SETTLED_MILLISECONDS) return share;
    return `${share}, ${roughTimeText((milliseconds / done) * (1 - done))} left`;
  }
}
