/** Where commands print. A terminal gets colour and its own width; everything else gets plain lines. */
export interface Screen {
  readonly paint: boolean;
  /** Columns. */
  readonly width: number;
  /** What the person asked for. */
  out(text: string): void;
  /** What happens meanwhile, and what is wrong. */
  say(text: string): void;
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Wide enough for a table, narrow enough to read; for whatever is not a terminal. */
const plainWidth = 120;

/** @see https://no-color.org: any value of NO_COLOR but the empty one switches colour off */
export function screenOf({ stdout, stderr, environment }: Streams): Screen {
  const mayPaint = !environment.NO_COLOR && environment.TERM !== "dumb";
  return {
    paint: mayPaint && stdout.isTTY === true,
    width: stdout.isTTY ? stdout.columns || plainWidth : plainWidth,
    out: (text) => void stdout.write(ending(text)),
    say: (text) => void stderr.write(ending(text)),
  };
}

function ending(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
