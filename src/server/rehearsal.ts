// JavaScript is slow until its compiler has seen it run. After the first analyses, while nobody types, the shown model is
// analysed a few times more for nothing but speed: without it the first dozens of edits take twice as long. Each time the
// text is edited and the edit taken back, as the parts that read an edit need the practice too.

export interface RehearsalHost {
  /** Runs something when the thread has had nothing to do for so many milliseconds. */
  later(act: () => void, milliseconds: number): void;
  /** Milliseconds of some clock. */
  now(): number;
  /** Rises while somebody types. */
  changes(): number;
  /** Collects what has become garbage. */
  collect(): void;
}

type Act = (shouldStop: () => boolean) => boolean;

export interface Rehearsal {
  /** Work has arrived: rehearsing waits until it is quiet again. */
  interrupt(): void;
  /** There is something to rehearse with, to be ended when told so; false: it is of no use any more. */
  offer(act: Act): void;
}

/** One for each thread, whatever is opened in it. */
const mostRuns = 400;
const mostMilliseconds = 6_000;
/** A run that takes longer would be felt by the next edit: it is ended. */
const longestRun = 150;
/** Of quiet before the first run, and between two. */
const pauseBefore = 100;
const pauseBetween = 1;

export function createRehearsal({ later, now, changes, collect }: RehearsalHost): Rehearsal {
  let runs = 0;
  let spent = 0;
  let round = 0;

  /** `own` and `text`: the round that it belongs to, and how often texts had changed when it began. */
  function schedule(act: Act, own: number, text: number, pause: number): void {
    if (runs >= mostRuns || spent >= mostMilliseconds) return;
    later(() => {
      if (own !== round || text !== changes()) return;
      const start = now();
      const useful = act(() => now() - start > longestRun || text !== changes());
      const taken = now() - start;
      // Else the next edit would have to do that.
      if (text === changes()) collect();
      runs++;
      spent += now() - start;
      if (useful && taken <= longestRun) schedule(act, own, text, pauseBetween);
    }, pause);
  }

  return {
    interrupt() {
      round++;
    },
    offer(act) {
      round++;
      schedule(act, round, changes(), pauseBefore);
    },
  };
}

/** Turns go through the lines by this part of all of them: no two near each other, however many turns there are. */
const stride = 0.618;

/** The text with one more space at the end of a line, of another line each turn: an edit that changes nothing. */
export function idleEdit(text: string, turn: number): string {
  const lines = text.split("\n");
  lines[Math.floor(lines.length * ((turn * stride) % 1))] += " ";
  return lines.join("\n");
}
