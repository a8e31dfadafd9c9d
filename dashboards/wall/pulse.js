// Is Prometheus there? Asked on its own, so that the wall knows within 10 s however rarely it refreshes.

const PERIOD = 2000;
const PATIENCE = 2500;

export class Pulse {
  /** When Prometheus last answered, on this machine's clock. */
  lastAnswer = null;
  isDown = false;
  /** What Prometheus's clock is ahead of this machine's. */
  offset = 0;
  #misses = 0;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** The time by Prometheus's clock: a wall with a wrong clock still asks for the right range. */
  now = () => Date.now() + this.offset;

  answered() {
    this.lastAnswer = Date.now();
    this.#misses = 0;
    if (!this.isDown) return;
    this.isDown = false;
    this.#onChange();
  }

  async start(prometheus) {
    for (;;) {
      const asked = Date.now();
      try {
        const theirs = await prometheus.time(PATIENCE);
        const ahead = theirs - (asked + Date.now()) / 2;
        // Half a second is the way there and back, not a clock.
        this.offset = Math.abs(ahead) > 500 ? ahead : 0;
      } catch {
        this.#misses += 1;
        // One lost request is no outage; two in a row are: at most 7.5 s after it began.
        if (this.#misses > 1 && !this.isDown) {
          this.isDown = true;
          this.#onChange();
        }
      }
      await new Promise((go) => setTimeout(go, this.#misses === 1 ? 500 : PERIOD));
    }
  }
}
