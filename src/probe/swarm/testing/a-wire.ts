/** What goes between nodes, in the test: parties are heard, captures see, kernels count. Each time that somebody waits, all of it once. */
import type { Started } from "./a-manager.ts";
import { aCapture, anEspFrom, aVxlanFrom } from "./bytes.ts";

export interface Wire {
  /** Node ids and the addresses of their data path. */
  readonly addresses: Readonly<Record<string, string>>;
  /** By network's id: its VNI, and whether what goes from a node over it can be read. All other networks are in clear. */
  readonly sealed: Readonly<
    Record<
      string,
      { readonly vni: number; readonly clearFrom?: string /** Times after which it can be. */; readonly late?: number }
    >
  >;
  readonly port?: number;
  /** Times after which each capture listens; absent: at once. */
  readonly listensAfter?: number;
  /** What a node's capture says in place of listening. */
  readonly deaf?: Readonly<Record<string, string>>;
  /** Times after which a node's capture says no more. */
  readonly silentAfter?: Readonly<Record<string, number>>;
}

const [headBytes, spi, otherVni] = [24, 0xaa, 9];

export class AWire {
  readonly #wire: Wire;
  readonly #parties: Started[] = [];
  readonly #captures = new Map<string, Started>();
  readonly #states: Started[] = [];
  #times = 0;
  /** When the parties began. */
  #since = 0;
  /** What came to pass, in its order: `listens NODE`, `speaks NODE`. */
  readonly order: string[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  readonly started = (one: Started): void => {
    if (one.name.includes("-capture-")) this.#captures.set(one.node, one);
    else if (one.name.includes("-states-")) this.#states.push(one);
    else if (one.name.includes("-party-")) {
      this.order.push(`speaks ${one.node}`);
      this.#parties.push(one);
    }
  };

  readonly goOn = (): void => {
    const { addresses, deaf = {}, listensAfter = 0, silentAfter = {} } = this.#wire;
    this.#times += 1;
    const nodes = Object.keys(addresses);
    if (this.#captures.size === nodes.length && this.#states.length === nodes.length && this.#listens(listensAfter)) {
      for (const [node, { say }] of this.#captures) {
        say(deaf[node] ?? "listening");
        if (deaf[node] === undefined) this.order.push(`listens ${node}`);
        for (const of of ["clear", "esp"]) say(`${of} ${aCapture([]).toString("base64")}`);
      }
    }
    const spoken = this.#parties.length === nodes.length;
    if (spoken) {
      this.#since ||= this.#times;
      this.#speak(nodes);
    }
    for (const { say } of this.#states) {
      for (const from of nodes)
        for (const to of nodes)
          if (from !== to) say(`state ${addresses[from]} ${addresses[to]} 0x000000aa ${spoken ? this.#times : 0}`);
      say("told");
    }
    for (const [node, { say }] of this.#captures)
      if (this.#times <= (silentAfter[node] ?? Number.POSITIVE_INFINITY)) say("tick");
  };

  #listens = (after: number): boolean => this.order.length === 0 && this.#times > after;

  #speak(nodes: readonly string[]): void {
    const { addresses, sealed, port } = this.#wire;
    for (const party of this.#parties) {
      for (const [, canary = "", to = ""] of party.script.matchAll(/echo (\S+) \| nc -w 3 (\S+) /g)) {
        const other = this.#parties.find(({ networks }) => networks.some(({ Aliases }) => Aliases?.includes(to)));
        const network = other?.networks.find(({ Aliases }) => Aliases?.includes(to))?.Target ?? "";
        const { vni = otherVni, clearFrom, late = 0 } = sealed[network] ?? {};
        const [source = "", target = ""] = [addresses[party.node], addresses[other?.node ?? ""]];
        other?.say(canary);
        const isClear = sealed[network] === undefined || (clearFrom === party.node && this.#times > this.#since + late);
        const bytes = isClear ? aVxlanFrom(source, target, vni, canary, port) : anEspFrom(source, target, spi);
        const line = `${isClear ? "clear" : "esp"} ${aCapture([bytes]).subarray(headBytes).toString("base64")}`;
        for (const node of nodes) if (node === party.node || node === other?.node) this.#captures.get(node)?.say(line);
      }
    }
  }
}
