import { type ClearAnswer, httpHello, isConnack, knockInClear, mqttHello } from "./knock-in-clear.ts";
import { openTls } from "./open-socket.ts";
import type { BrokerScene, Endpoint, Observation, Probe } from "./probe.ts";
import { connackText } from "./session.ts";
import { attemptMs, within } from "./within.ts";
import { few, reasonOf } from "./words.ts";

/** Control: the same server completes a TLS handshake. */
export const noPlaintext: Probe = {
  id: "no-plaintext",
  claim: "No server of the stack answers a client that does not speak TLS",
  look: (scene, signal) =>
    Promise.all([
      ...scene.brokers.map((broker) => lookAtBroker(broker, signal)),
      ...[...scene.databases, ...(scene.dashboards ?? [])].map((server) => lookAtHttp(server, signal)),
    ]),
};

type Seen = Omit<Observation, "service">;

async function lookAtBroker({ service, endpoint, clearText }: BrokerScene, signal: AbortSignal): Promise<Observation> {
  const control = await whyNoTls(endpoint, signal);
  if (control) return { service, ...control };
  const { host, port, patienceMs } = endpoint;
  const onTls = judgeMqtt(`port ${port}`, await knockInClear(host, port, mqttHello, signal, patienceMs));
  const others = await Promise.all(
    clearText.map((other) => lookAtClosed({ ...other, serverName: endpoint.serverName }, signal)),
  );
  return { service, ...together([onTls, ...others]) };
}

/** A port that offered clear text should be closed by now; whatever answers there has to be known. */
async function lookAtClosed(endpoint: Endpoint, signal: AbortSignal): Promise<Seen> {
  const where = `port ${endpoint.port}`;
  const seen = await knockInClear(endpoint.host, endpoint.port, mqttHello, signal);
  if (seen.answer !== "closed") return judgeMqtt(where, seen);
  if (await whyNoTls(endpoint, signal))
    return { verdict: "unknown", evidence: `${where} is open, and closes without a word`, remedy: who };
  return { verdict: "pass", evidence: `${where}: TLS only` };
}

async function lookAtHttp(
  { service, endpoint }: Pick<BrokerScene, "service" | "endpoint">,
  signal: AbortSignal,
): Promise<Observation> {
  const control = await whyNoTls(endpoint, signal);
  if (control) return { service, ...control };
  const { host, port, patienceMs } = endpoint;
  const answer = await knockInClear(host, port, httpHello, signal, patienceMs);
  return { service, ...together([judgeHttp(`port ${port}`, answer)]) };
}

/** @returns what to say when it does not; undefined when it does */
async function whyNoTls(endpoint: Endpoint, signal: AbortSignal): Promise<Seen | undefined> {
  try {
    const options = { rejectUnauthorized: false, minVersion: "TLSv1.2" } as const;
    (await within(endpoint.patienceMs ?? attemptMs, signal, (ours) => openTls(endpoint, options, ours))).destroy();
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return { verdict: "unknown", evidence: `control: no TLS handshake: ${reasonOf(error)}`, remedy: again };
  }
}

function judgeMqtt(where: string, seen: ClearAnswer): Seen {
  if (seen.answer !== "words") return judgeSilence(where, seen);
  if (isConnack(seen.bytes))
    return {
      verdict: "fail",
      evidence: `${where} answers MQTT in clear text: ${connackText(seen.bytes[3] ?? -1)}`,
      remedy: close,
    };
  return { verdict: "unknown", evidence: `${where} answers something that is neither MQTT nor TLS`, remedy: who };
}

/** Go's HTTPS servers, InfluxDB among them, say 400 in clear text and nothing else (net/http, since Go 1.12). */
function judgeHttp(where: string, seen: ClearAnswer): Seen {
  if (seen.answer !== "words") return judgeSilence(where, seen);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(seen.bytes.toString("latin1"))?.[1];
  if (status === "400") return { verdict: "pass", evidence: `${where}: HTTP 400 to clear text` };
  if (status) return { verdict: "fail", evidence: `${where} answers HTTP in clear text: ${status}`, remedy: close };
  return { verdict: "unknown", evidence: `${where} answers something that is neither HTTP nor TLS`, remedy: who };
}

function judgeSilence(where: string, seen: Exclude<ClearAnswer, { answer: "words" }>): Seen {
  switch (seen.answer) {
    case "nobody":
      return { verdict: "pass", evidence: `${where}: nobody there` };
    case "alert":
      return { verdict: "pass", evidence: `${where}: TLS alert to clear text` };
    case "closed":
      return { verdict: "pass", evidence: `${where}: closed at clear text` };
    case "unclear":
      return { verdict: "unknown", evidence: `${where}: ${seen.text}`, remedy: again };
  }
}

/** The worst verdict speaks. */
function together(all: readonly Seen[]): Seen {
  for (const verdict of ["fail", "unknown"] as const) {
    const worst = all.filter((one) => one.verdict === verdict);
    const first = worst[0];
    if (first) return { ...first, evidence: few(worst.map(({ evidence }) => evidence)) };
  }
  return { verdict: "pass", evidence: `${few(all.map(({ evidence }) => evidence))}; control: TLS handshake completed` };
}

const close =
  "Remove the clear-text listener from the server's configuration, or run `edgeward up`, which opens TLS listeners only.";
const again = "See that the server is up (`edgeward ps`), then run `edgeward verify` again.";
const who = "See what listens on that port (`ss -ltnp`) and stop it, or take the port out of the compose file.";
