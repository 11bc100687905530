import { request } from "node:http";

/** A database that listens on a unix socket. */
export interface SocketQuery {
  readonly socket: string;
  readonly query: string;
  readonly login?: { readonly user: string; readonly password: string };
}

/** The part of InfluxDB's answer that is looked at. */
export interface QueryAnswer {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly { readonly values?: readonly (readonly unknown[])[] }[];
  }[];
}

/** @see InfluxDB 1.8 documentation, InfluxDB API reference, /query */
export function askSocket({ socket, query, login }: SocketQuery, signal: AbortSignal): Promise<QueryAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const auth = login && { auth: `${login.user}:${login.password}` };
    const options = { socketPath: socket, method: "POST", path: "/query", headers, agent: false, signal, ...auth };
    const asked = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.once("error", reject);
      response.once("end", () => {
        try {
          resolve(JSON.parse(text) as QueryAnswer);
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.once("error", reject);
    asked.end(`q=${encodeURIComponent(query)}`);
  });
}
