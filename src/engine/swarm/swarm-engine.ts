/** The swarm engine: a manager's API for what the swarm knows, and its nodes' own for images and volumes. */
import type { SwarmEngine } from "../swarm-engine.ts";
import { digestOf, imagesOn, sendImage } from "./images.ts";
import { lastWords, serviceLogs } from "./logs.ts";
import { observe, progress } from "./observe.ts";
import { perform } from "./perform.ts";
import type { Reach } from "./reach.ts";
import { remainsOf } from "./remains.ts";

/** @param reach is the caller's to close */
export function swarmEngine(reach: Reach): SwarmEngine {
  const { manager } = reach;
  return {
    observe: (stack, signal) => observe(reach, stack, signal),
    progress: (stack, before, signal) => progress(reach, stack, before, signal),
    perform: (step, signal) => perform(reach, step, signal),
    remains: (stack, nodes, signal) => remainsOf(reach, stack, nodes, signal),
    images: (names, nodes, signal) => imagesOn(reach, names, nodes, signal),
    digestOf: (image, signal) => digestOf(reach, image, signal),
    sendImage: (image, from, to, signal) => sendImage(reach, image, from, to, signal),
    lastWords: (task, lines, signal) => lastWords(manager, task, lines, signal),
    logs: (service, options, signal) => serviceLogs(manager, service, options, signal),
  };
}
