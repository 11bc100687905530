import { dashboardDoors } from "./dashboard-door.ts";
import { brokerDoor, type Door, databaseDoor } from "./door.ts";
import type { Scene } from "./probe.ts";

export function doorsOf(scene: Scene): readonly Door[] {
  return [
    ...scene.brokers.map((broker) => brokerDoor(broker, scene.ca)),
    ...scene.databases.map((database) => databaseDoor(database, scene.ca)),
    ...dashboardDoors(scene),
  ];
}
