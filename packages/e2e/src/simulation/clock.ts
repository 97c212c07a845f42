/** The clock of a simulation: time that passes only from task to task, put in place of the globals of the runtime. */
import { Agenda, type Task } from './agenda.ts';

/** When every simulation begins, in milliseconds of `Date.now()`. */
const START = Date.UTC(2026, 0, 1);
/** How many tasks are run before the runtime gets its turn. */
const TASKS_IN_A_TURN = 64;
/** A run that has more tasks than this goes round in circles. */
const MOST_TASKS = 400_000;

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  Date: globalThis.Date,
};

/** What a timer function answers: as much of a timer of Node as anybody uses. */
class Timer {
  task: Task | null = null;
  unref(): this {
    return this;
  }
  ref(): this {
    return this;
  }
}

export class Clock {
  readonly #agenda = new Agenda();
  #now = START;
  #tasks = 0;

  /** Milliseconds since the epoch; a fraction tells the order of things within a millisecond. */
  get now(): number {
    return this.#now;
  }

  /** Milliseconds since the simulation began. */
  get elapsed(): number {
    return this.#now - START;
  }

  /** How many timers are set and not cancelled. */
  get waiting(): number {
    return this.#agenda.waiting;
  }

  after(milliseconds: number, run: () => void): Task {
    return this.#agenda.add(this.#now + milliseconds, run);
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /**
   * Runs task after task, each to the end of everything that it resolves, until `done` or until nothing is left to do.
   * A real immediate lets all microtasks drain; several are queued at once, for that is quick, and Node drains between them.
   */
  run(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const step = () => {
        if (over) return;
        try {
          over = done() || !this.#step();
        } catch (error) {
          over = true;
          reject(error);
          return;
        }
        if (over) resolve();
      };
      const turn = () => {
        for (let count = 0; count < TASKS_IN_A_TURN; count += 1) real.setImmediate(step);
        real.setImmediate(() => over || turn());
      };
      turn();
    });
  }

  #step(): boolean {
    this.#tasks += 1;
    if (this.#tasks > MOST_TASKS) throw new Error(`${MOST_TASKS} tasks, and no end`);
    const task = this.#agenda.next();
    if (task === undefined) return false;
    this.#now = Math.max(this.#now, task.at);
    task.run();
    return true;
  }

  /** Puts this clock in place of the runtime's timers and dates; returns how to put them back. */
  install(): () => void {
    const clear = (timer: Timer | undefined) => {
      if (timer?.task) timer.task.cancelled = true;
    };
    const once = (run: (...values: unknown[]) => void, milliseconds: number, values: unknown[]) => {
      const timer = new Timer();
      timer.task = this.after(milliseconds, () => run(...values));
      return timer;
    };
    const every = (run: () => void, milliseconds: number) => {
      const timer = new Timer();
      const again = () => {
        timer.task = this.after(milliseconds, () => {
          again();
          run();
        });
      };
      again();
      return timer;
    };
    const now = () => Math.floor(this.#now);
    class VirtualDate extends real.Date {
      // Without arguments a date is the present, which is the clock's.
      constructor(...parts: [] | [number | string]) {
        super(parts.length === 0 ? now() : parts[0]);
      }
      static override now = now;
    }
    Object.assign(globalThis, {
      // Node waits for a millisecond at least.
      setTimeout: (run: () => void, milliseconds = 1, ...values: unknown[]) =>
        once(run, Math.max(1, milliseconds), values),
      clearTimeout: clear,
      setInterval: every,
      clearInterval: clear,
      setImmediate: (run: () => void, ...values: unknown[]) => once(run, 0, values),
      clearImmediate: clear,
      Date: VirtualDate,
    });
    return () => Object.assign(globalThis, real);
  }
}
