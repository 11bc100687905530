/** Which of a service's own files it reads again when it is told to: a change in one of them is no reason to start it anew. */
import { type Launch, runsProgram } from "../model/launch.ts";
import { ownFile } from "../model/own-file.ts";

/** The statements and the administrator are for the program that the image names: the embedded database reads neither. */
const byRole: Readonly<Record<"broker" | "database", readonly string[]>> = {
  broker: [ownFile.passwords, ownFile.acl, ownFile.certificate, ownFile.privateKey, ownFile.ca],
  database: [
    ownFile.users,
    ownFile.firstUsers,
    ownFile.adminPassword,
    ownFile.certificate,
    ownFile.privateKey,
    ownFile.ca,
  ],
};
/** @see mosquitto(8), SIGNALS */
const byMosquitto: readonly string[] = [ownFile.passwords, ownFile.acl];

export function rereads(launch: Launch, file: string): boolean {
  // A database of another program takes new users only while nobody else can reach it.
  if (runsProgram(launch)) return launch.role === "broker" && byMosquitto.includes(file);
  switch (launch.role) {
    case "broker":
    case "database":
      return byRole[launch.role].includes(file);
    case "agent":
    case "ingest":
    // The console looks at its files by itself.
    case "dashboard":
      return true;
  }
}
