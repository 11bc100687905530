/**
 * Brings an image from one engine to another, where no registry has it: saved here, loaded there, as it comes.
 * Invariant: no more of it is held than what is on its way. What broke off has left nothing behind; asked again, it begins anew.
 */
import { Readable } from "node:stream";
import { Fault } from "../../model/fault.ts";
import { type Docker, orAbsent } from "../docker/docker.ts";
import { heard } from "./answers.ts";

/** What is asked of an image: as far as two engines can agree on it. */
interface Inspected {
  readonly Id: string;
  readonly Created?: string;
  readonly RootFS?: { readonly Layers?: readonly string[] };
}

/**
 * Nothing is sent when `to` has the same image by that name.
 * @param image by its name, with a tag; the name is kept
 * @param moved told of each piece: bytes so far, of the archive and not of the image, which may be smaller
 * @returns how many bytes were sent
 * @throws Fault "not-ready" when `from` has no such image, or what arrived is another; "bad-input" for one that is named by its digest;
 * EngineRefusal with the engine's own words
 */
export async function distribute(
  image: string,
  from: Docker,
  to: Docker,
  signal: AbortSignal,
  moved: (bytes: number) => void = () => {},
): Promise<number> {
  const [theirs, ours] = await Promise.all([inspected(image, to, signal), inspected(image, from, signal)]);
  if (ours === undefined) throw absent(image, from);
  if (theirs !== undefined && areSame(ours, theirs)) return 0;
  if (image.includes("@")) throw pinned(image, to);
  let bytes = 0;
  async function* counted(source: Readable) {
    for await (const piece of source) {
      bytes += (piece as Buffer).length;
      moved(bytes);
      yield piece;
    }
  }
  const saved = await from.stream("GET", `/images/${image}/get`, { signal });
  // In pieces of bytes, so that what waits is bounded by bytes and not by their number.
  const body = Readable.from(counted(saved), { objectMode: false });
  try {
    await heard(await to.stream("POST", "/images/load", { query: { quiet: true }, body, signal }));
  } finally {
    body.destroy();
    saved.destroy();
  }
  const arrived = await inspected(image, to, signal);
  if (arrived !== undefined && areSame(ours, arrived)) return bytes;
  const what = arrived === undefined ? "it is not there" : `it has the id ${arrived.Id}, and not ${ours.Id}`;
  throw new Fault(
    "not-ready",
    `${image} was sent to ${to.address}, and ${what}`,
    `Look whether somebody else changes images there (docker -H ${to.address} images), and run this again.`,
  );
}

const inspected = (image: string, engine: Docker, signal: AbortSignal): Promise<Inspected | undefined> =>
  orAbsent(engine.ask<Inspected>("GET", `/images/${image}/json`, { signal }));

/**
 * An engine on containerd's store calls an image by its manifest, an older one by its configuration: the ids then differ, and what the image
 * is made of, and when, does not.
 */
function areSame(one: Inspected, other: Inspected): boolean {
  if (one.Id === other.Id) return true;
  const made = ({ Created, RootFS }: Inspected) => [Created, ...(RootFS?.Layers ?? [])];
  const parts = made(one);
  return parts.length > 1 && one.Created !== undefined && parts.join() === made(other).join();
}

const absent = (image: string, { address }: Docker): Fault =>
  new Fault(
    "not-ready",
    `${address} has no image ${image} that could be sent`,
    `Build it there, or fetch it: docker -H ${address} pull ${image}.`,
  );

const pinned = (image: string, { address }: Docker): Fault =>
  new Fault(
    "bad-input",
    `${image} is named by its digest, which only a registry can bring to ${address}`,
    `Fetch it there (docker -H ${address} pull ${image}), or name it by a tag.`,
  );
