/** What ssh, and docker on the other side, say when they fail, in one line with what to do about it. */
import { Fault } from "../../../model/fault.ts";

const causes: readonly (readonly [RegExp, what: string, remedy: (host: string) => string])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    "its host key is another than before: the host was made anew, or somebody is in between",
    (host) =>
      `Compare the fingerprint on the host itself; only when it is right, \`ssh-keygen -R ${host}\` and \`ssh ${host}\`.`,
  ],
  [
    /Host key verification failed|authenticity of host|No \S+ host key is known/,
    "its host key is not known here",
    (host) => `Run \`ssh ${host}\` once yourself, and compare the fingerprint with the one that the host itself shows.`,
  ],
  [
    /Permission denied \(|Too many authentication failures|Load key|sign_and_send_pubkey/,
    "it lets no key of yours in",
    (host) =>
      `See that \`ssh ${host} true\` works without a question: \`ssh-copy-id ${host}\`, and \`ssh-add\` for a key with a passphrase.`,
  ],
  [
    /permission denied while trying to connect|connect: permission denied/i,
    "this user may not use the engine there",
    () =>
      "Add the user to the group docker there, or log in as root: whoever is in that group can do all that root can.",
  ],
  [
    /docker: (?:command )?not found|docker: No such file|command not found.*docker/i,
    "there is no docker command there",
    () => "Install Docker there, 19.03 or newer, with its command line.",
  ],
  [
    /Cannot connect to the Docker daemon|failed to connect to the docker API/i,
    "Docker is not running there",
    () => "Start it there: `systemctl start docker`.",
  ],
  [
    /Could not resolve hostname/,
    "there is no host of this name",
    () => "See that the name is right, or give it an address in ~/.ssh/config.",
  ],
  [/Connection refused/, "nobody listens for ssh there", () => "See that sshd runs there, and on which port."],
  [
    /timed out|No route to host|Network is unreachable|not responding/i,
    "the host does not answer",
    () => "See that it is on, and that no firewall is in between.",
  ],
];

/** @param host as one would write it behind `ssh` */
export function sshFault(address: string, host: string, said: string, status: number | null): Fault {
  const lines = said
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[@\s]+$/.test(line) && !line.startsWith("Warning: Permanently added"));
  const known = causes.find(([pattern]) => pattern.test(said));
  const own = (lines.at(-1) ?? `ssh ended with ${status}`).slice(0, 300);
  const what = known ? `${known[1]} (${own})` : own;
  const remedy = known?.[2](host) ?? `See that \`ssh ${host} docker version\` works.`;
  return new Fault("unreachable", `${address}: ${what}`, remedy);
}
