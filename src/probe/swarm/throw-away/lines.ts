/**
 * What a task prints, line by line, wherever its node is: the manager passes it on.
 * @see Docker Engine API, TaskLogs and ContainerAttach: frames of 8 bytes of head, the last four the length
 */
import type { Docker } from "../../../engine/docker/docker.ts";

const headBytes = 8;
/** In bytes; a line of ours is far shorter. */
const longestLine = 65_536;

/**
 * Hands on each line until the task ends or the signal fires.
 * @throws Error when the engine refuses, or the stream breaks
 */
export async function followLines(
  manager: Docker,
  task: string,
  heard: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = { follow: true, stdout: true, stderr: true };
  const stream = await manager.stream("GET", `/tasks/${task}/logs`, { query, signal });
  const frames = unframe();
  const lines = { 1: asLines(heard), 2: asLines(heard) };
  for await (const chunk of stream) {
    for (const { from, bytes } of frames(chunk as Buffer)) lines[from === 2 ? 2 : 1](bytes);
  }
}

/** @returns what takes a chunk and gives the frames that it completes */
export function unframe(): (chunk: Buffer) => readonly { readonly from: number; readonly bytes: Buffer }[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: { from: number; bytes: Buffer }[] = [];
    while (rest.length >= headBytes) {
      const end = headBytes + rest.readUInt32BE(4);
      if (rest.length < end) break;
      frames.push({ from: rest.readUInt8(0), bytes: rest.subarray(headBytes, end) });
      rest = rest.subarray(end);
    }
    return frames;
  };
}

export function asLines(heard: (line: string) => void): (bytes: Buffer) => void {
  let open = "";
  return (bytes) => {
    const parts = (open + bytes.toString("latin1")).split("\n");
    open = (parts.pop() ?? "").slice(0, longestLine);
    for (const line of parts) heard(line);
  };
}
