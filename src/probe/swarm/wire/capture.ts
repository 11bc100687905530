/** What goes over a node's network cards, as tcpdump sees it there. */
import { type Frame, readFrame } from "./frame.ts";
import { PcapReader } from "./pcap.ts";

/** VXLAN's port, and where a swarm's data path goes unless told otherwise. */
export const usualPort = 4789;

/** tcpdump opens a raw socket, and changes its user even when it is told to stay root. */
export const captureRights: readonly string[] = ["NET_RAW", "SETUID", "SETGID"];

/**
 * Two captures, so that much ESP cannot crowd out what is in clear. Each comes as base64 bit by bit, since logs are lines of text, and
 * after each look `tick` says that all up to then has been told.
 * @see tcpdump(1): without `-Z root` Debian's drops to a user that a bare image does not have
 */
export function tellCapture(ports: readonly number[]): string {
  const clear = ports.map((port) => `udp port ${port}`).join(" or ");
  return `
cd /tmp
take() { tcpdump -i any -n -U --immediate-mode -Z root -s "$2" -c "$3" -w "$1" "$4" 2> "$1.said" & }
take clear.pcap 320 20000 '${clear}'; one=$!
take esp.pcap 96 20000 'esp'; two=$!
for of in clear esp; do
  until grep -q 'listening on' $of.pcap.said 2>/dev/null; do
    kill -0 $one 2>/dev/null && kill -0 $two 2>/dev/null || { sed 's/^/cannot /' *.said; exit 1; }
    sleep 0.2
  done
done
echo listening
told_clear=0; told_esp=0
tell() {
  now=$(stat -c %s $1.pcap); [ "$now" -gt "$2" ] || return 0
  tail -c +$(($2 + 1)) $1.pcap | head -c $((now - $2)) | base64 | sed "s/^/$1 /"
  eval told_$1=$now
}
while :; do
  tell clear $told_clear; tell esp $told_esp
  kill -0 $one 2>/dev/null || echo full
  echo tick
  sleep 1
done`;
}

/** Takes the lines of one node's capture. */
export class Capture {
  readonly frames: Frame[] = [];
  listening = false;
  ticks = 0;
  /** Why it has not seen all, or may not have. */
  trouble: string | undefined;
  readonly #ports: readonly number[];
  readonly #readers = { clear: new PcapReader(), esp: new PcapReader() };

  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  heard(line: string): void {
    const [word = "", rest = ""] = line.split(/ (.*)/s);
    if (word === "listening") this.listening = true;
    else if (word === "tick") this.ticks += 1;
    else if (word === "full") this.trouble = "more clear VXLAN packets than a capture holds";
    else if (word === "cannot") this.trouble ??= `tcpdump: ${rest}`;
    else if (word === "clear" || word === "esp") this.#take(this.#readers[word], rest);
  }

  #take(reader: PcapReader, base64: string): void {
    try {
      const packets = reader.feed(Buffer.from(base64, "base64"));
      this.frames.push(...packets.flatMap((packet) => readFrame(packet, this.#ports) ?? []));
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
  }
}
