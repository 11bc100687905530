/** Canaries over each network between each two nodes, both ways, while every node's cards are watched. */
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import type { SwarmScene } from "../scene.ts";
import { helperOn } from "../throw-away/image.ts";
import { followLines } from "../throw-away/lines.ts";
import { make } from "../throw-away/make.ts";
import { type Helper, startHelpers } from "../throw-away/start.ts";
import { Capture, captureRights, tellCapture } from "./capture.ts";
import type { Crossing, WireNode } from "./judge.ts";
import type { Overlay } from "./networks.ts";
import { canaryOf, partyScript } from "./party.ts";
import { readStates, tellStates } from "./states.ts";

/** Deadlines for waiting, in milliseconds; small machines start a container in seconds. */
const [beginMs, deliverMs, settleMs] = [90_000, 60_000, 20_000];
/** Looks of a capture, one a second, after which what was on the wire has been told. */
const settled = 4;

interface Watched {
  readonly node: SwarmNode;
  readonly image: string;
  readonly capture: Capture;
  readonly states: string[];
}

interface Started {
  readonly helper: Omit<Helper, "by">;
  heard(line: string): void;
}

/** From one node to another, over one network. */
interface Way {
  readonly overlay: Overlay;
  readonly from: SwarmNode;
  readonly to: SwarmNode;
  readonly canary: string;
}

export class Trial {
  readonly #scene: SwarmScene;
  readonly #by: string;
  readonly #ports: readonly number[];
  /** Names of ours begin with it, so that those of an earlier run are not taken for them. */
  readonly #mark: string;
  /** What arrived at each node, line by line. */
  readonly #heard = new Map<SwarmNode, string[]>();
  readonly #broken: unknown[] = [];

  constructor(scene: SwarmScene, by: string, ports: readonly number[]) {
    this.#scene = scene;
    this.#by = by;
    this.#ports = ports;
    this.#mark = `edgeward-${Buffer.from(scene.random(4)).toString("hex")}`;
  }

  /** @throws Error when a task of ours does not come up; clearing away is the caller's */
  async run(overlays: readonly Overlay[], nodes: readonly SwarmNode[], signal: AbortSignal) {
    const done = new AbortController();
    const ours = AbortSignal.any([signal, done.signal]);
    try {
      // Captures hear before anybody speaks.
      const watched = await this.#watch(nodes, ours);
      const plain: Overlay = { id: await this.#plainNetwork(ours), name: "control", vnis: [], nodes };
      const ways = [plain, ...overlays].flatMap((overlay) => this.#waysOf(overlay, nodes));
      await this.#meet([plain, ...overlays], watched, ways, ours);
      await this.#until(deliverMs, () => ways.every((way) => this.#arrived(way)), ours);
      await this.#settle(
        watched,
        ways.filter((way) => way.overlay === plain && this.#arrived(way)),
        ours,
      );
      return overlays.map((overlay) => ({ overlay, crossings: this.#crossings(overlay, ways, plain, watched) }));
    } finally {
      done.abort();
    }
  }

  async #watch(nodes: readonly SwarmNode[], signal: AbortSignal): Promise<readonly Watched[]> {
    const watched = await Promise.all(
      nodes.map(async (node): Promise<Watched> => {
        const image = await helperOn(this.#scene, node, signal);
        return { node, image, capture: this.capture(this.#ports), states: [] };
      }),
    );
    const networks = [{ Target: "host" }];
    await this.#start(
      watched.flatMap(({ node: { id: node }, image, capture, states }): readonly Started[] => [
        {
          helper: {
            name: `capture-${node}`,
            node,
            image,
            networks,
            script: tellCapture(this.#ports),
            capabilities: captureRights,
          },
          heard: (line) => capture.heard(line),
        },
        {
          helper: { name: `states-${node}`, node, image, networks, script: tellStates, capabilities: ["NET_ADMIN"] },
          heard: (line) => void states.push(line),
        },
      ]),
      signal,
    );
    const isReady = ({ capture, states }: Watched) =>
      (capture.listening || capture.trouble !== undefined) && states.length > 0;
    await this.#until(beginMs, () => watched.every(isReady), signal);
    const deaf = watched.find(({ capture }) => !capture.listening);
    if (deaf) throw new Error(`no capture on ${deaf.node.hostname}: ${deaf.capture.trouble ?? "it did not begin"}`);
    return watched;
  }

  /** What takes the lines of a capture. */
  protected capture(ports: readonly number[]): Capture {
    return new Capture(ports);
  }

  #waysOf(overlay: Overlay, nodes: readonly SwarmNode[]): readonly Way[] {
    const ends = nodes.filter((node) => overlay.nodes.some(({ id }) => id === node.id));
    const canary = () => canaryOf(this.#scene.random(16));
    return ends.flatMap((from) => ends.flatMap((to) => (to === from ? [] : [{ overlay, from, to, canary: canary() }])));
  }

  /** One task on each node, on all networks that the node takes part in: a name that belongs to one network leads through that one. */
  async #meet(overlays: readonly Overlay[], watched: readonly Watched[], ways: readonly Way[], signal: AbortSignal) {
    const nameOn = (overlay: Overlay, node: SwarmNode) => `${this.#mark}-${overlay.id}-${node.id.slice(0, 12)}`;
    const parties = watched.map(({ node, image }): Started => {
      const networks = overlays
        .filter((overlay) => ways.some((way) => way.overlay === overlay && way.from === node))
        .map((overlay) => ({ Target: overlay.id, Aliases: [nameOn(overlay, node)] }));
      const own = ways.filter((way) => way.from === node);
      const script = partyScript(own.map(({ overlay, to, canary }) => ({ to: nameOn(overlay, to), canary })));
      const lines: string[] = [];
      this.#heard.set(node, lines);
      return {
        helper: { name: `party-${node.id}`, node: node.id, image, networks, script },
        heard: (line) => void lines.push(line),
      };
    });
    await this.#start(parties, signal);
  }

  #arrived = ({ to, canary }: Way): boolean => this.#heard.get(to)?.includes(canary) === true;

  async #plainNetwork(signal: AbortSignal): Promise<string> {
    const body = {
      Name: `${this.#mark}-plain`,
      Driver: "overlay",
      Internal: true,
      Labels: { [throwAwayLabel]: this.#by },
    };
    const { manager } = this.#scene.swarm;
    const [made] = await make<{ readonly Id: string }>(manager, "/networks/create", [body], signal);
    return made?.Id ?? "";
  }

  /** Until what was sent in clear has been seen at both ends, and longer: what is looked for in vain has the same time to be seen. */
  async #settle(watched: readonly Watched[], controls: readonly Way[], signal: AbortSignal): Promise<void> {
    const has = (frames: Capture["frames"], canary: string) =>
      frames.some((one) => one.kind === "vxlan" && one.bytes.includes(canary));
    const isSeen = ({ from, to, canary }: Way) =>
      watched.every(({ node, capture }) => (node !== from && node !== to) || has(capture.frames, canary));
    await this.#until(settleMs, () => controls.every(isSeen), signal);
    const until = new Map(watched.map(({ capture }) => [capture, capture.ticks + settled]));
    const isTold = ({ capture }: Watched) => capture.ticks >= (until.get(capture) ?? 0);
    await this.#until(settleMs, () => watched.every(isTold), signal);
    for (const one of watched) if (!isTold(one)) one.capture.trouble ??= "it fell silent";
  }

  #crossings(overlay: Overlay, ways: readonly Way[], plain: Overlay, watched: readonly Watched[]): readonly Crossing[] {
    const nodes = new Map(watched.map((one) => [one.node, wireNode(one)]));
    return ways.flatMap((way): readonly Crossing[] => {
      const control = ways.find((one) => one.overlay === plain && one.from === way.from && one.to === way.to);
      const [from, to] = [nodes.get(way.from), nodes.get(way.to)];
      if (way.overlay !== overlay || !control || !from || !to) return [];
      const told = { canary: control.canary, delivered: this.#arrived(control) };
      return [{ from, to, canary: way.canary, delivered: this.#arrived(way), control: told }];
    });
  }

  async #start(started: readonly Started[], signal: AbortSignal): Promise<void> {
    const { swarm, clock } = this.#scene;
    const helpers = started.map(({ helper }) => ({ ...helper, by: this.#by, name: `${this.#mark}-${helper.name}` }));
    const tasks = await startHelpers(swarm.manager, helpers, beginMs, clock, signal);
    for (const [i, { heard }] of started.entries())
      followLines(swarm.manager, tasks[i] ?? "", heard, signal).catch((error) => this.#broken.push(error));
  }

  /** Waits no longer than that; whether it became so, the caller sees. @throws what broke a stream, as long as we still listen */
  async #until(withinMs: number, isSo: () => boolean, signal: AbortSignal): Promise<void> {
    const { clock } = this.#scene;
    const deadline = clock.elapsed() + withinMs;
    while (!isSo() && clock.elapsed() < deadline) {
      await clock.sleep(200, signal);
      if (this.#broken.length > 0) throw this.#broken[0];
    }
  }
}

function wireNode({ node: { hostname }, capture: { frames, trouble }, states }: Watched): WireNode {
  const readings = readStates(states);
  return { hostname, frames, ...(trouble !== undefined && { trouble }), ...(readings && { states: readings }) };
}
