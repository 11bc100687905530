/**
 * Runs small scripts, one beside the other, in one shell that reads from us what to do: an engine takes seconds to start a process in a
 * container, and a shell takes none. Each line that a script prints comes with the script's number before it, and one without text ends it.
 */
import { EventEmitter, once } from "node:events";
import type { Duplex } from "node:stream";
import { Fault } from "../../model/fault.ts";
import { type Frame, Frames } from "../docker/frames.ts";

/** Characters, one a byte: what is said is plain ASCII, and a letter of several bytes may come in parts. A look says little. */
const longestOutput = 1 << 20;

export interface Script {
  /** What it has printed so far, in whole lines. */
  said(): string;
  /** Until it has printed such a thing, or ended. @throws Fault "unreachable" when the shell is gone */
  until(isSo: () => boolean, signal: AbortSignal): Promise<void>;
  isOver(): boolean;
}

export class Shell {
  readonly #address: string;
  readonly #duplex: Duplex;
  readonly #news = new EventEmitter().setMaxListeners(0);
  readonly #scripts = new Map<number, { said: string; over: boolean }>();
  #rest = "";
  #gone = false;

  /** @param duplex a shell's input, and its output in frames @param address whose, for messages */
  constructor(duplex: Duplex, address: string) {
    this.#address = address;
    this.#duplex = duplex;
    const frames = new Frames();
    const gone = () => {
      this.#gone = true;
      this.#news.emit("news");
    };
    frames.on("data", ({ bytes }: Frame) => this.#take(bytes.toString("latin1")));
    frames.on("error", gone);
    frames.once("close", gone);
    duplex.once("error", () => frames.destroy());
    duplex.once("close", () => frames.destroy());
    duplex.pipe(frames);
  }

  /** @param words `$1`, `$2`, … of the script */
  start(script: string, words: readonly string[]): Script {
    const number = this.#scripts.size + 1;
    const state = { said: "", over: false };
    this.#scripts.set(number, state);
    const called = ["/bin/sh", "-c", script, "sh", ...words].map(quoted).join(" ");
    const marked = `while IFS= read -r line; do echo "${number} $line"; done; echo "${number}"`;
    if (!this.#gone) this.#duplex.write(`{ ${called} < /dev/null 2> /dev/null | { ${marked}; }; } &\n`);
    return {
      said: () => state.said,
      isOver: () => state.over,
      until: async (isSo, signal) => {
        while (!state.over && !isSo()) {
          signal.throwIfAborted();
          if (this.#gone) throw this.#ended();
          await once(this.#news, "news", { signal });
        }
      },
    };
  }

  /** @returns what it printed, when it has ended */
  async run(script: string, words: readonly string[], signal: AbortSignal): Promise<string> {
    const running = this.start(script, words);
    await running.until(() => false, signal);
    return running.said();
  }

  /** The shell ends, and with it what it runs. */
  close(): void {
    this.#duplex.on("error", () => undefined);
    this.#duplex.destroy();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, number, said] = /^(\d+)(?: (.*))?$/s.exec(line) ?? [];
      const state = this.#scripts.get(Number(number));
      if (!state) continue;
      if (said === undefined) state.over = true;
      else if (state.said.length < longestOutput) state.said += `${said}\n`;
    }
    this.#news.emit("news");
  }

  #ended(): Fault {
    const remedy = "See `docker ps` and `journalctl -u docker` there, and run this again.";
    return new Fault("unreachable", `the container at ${this.#address} that looks there has ended`, remedy);
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
