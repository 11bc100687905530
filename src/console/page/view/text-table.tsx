/** Fields that are no numbers: what each series said last. */
import type { Field, Latest, Tags, Value } from "../../answers.ts";
import { fullName, seriesKey, seriesName } from "../../picture/series-name.ts";

interface TextTableProps {
  readonly fields: readonly Field[];
  readonly latest: Latest;
  readonly all: readonly Tags[];
}

export function TextTable({ fields, latest, all }: TextTableProps) {
  return (
    <section class="card wide" aria-label="Latest values that are no numbers">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">latest</th>
              {fields.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {latest.series.map(({ tags, values }) => (
              <tr key={seriesKey(tags)}>
                <th scope="row" title={fullName(tags)}>
                  {seriesName(tags, all)}
                </th>
                {fields.map(({ name }) => (
                  <td key={name}>{showValue(values[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function showValue(value: Value | undefined): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === undefined ? "–" : String(value);
}
