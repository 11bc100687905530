/** Quality of service, MQTT 3.1.1 section 4.3: at most once, at least once, exactly once. */
export type Qos = 0 | 1 | 2;

export function isQos(value: number): value is Qos {
  return value === 0 || value === 1 || value === 2;
}

export const lower = (a: Qos, b: Qos): Qos => (a < b ? a : b);
