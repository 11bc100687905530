/** How far back, and which series. */
import type { Catalogue } from "../../answers.ts";
import { showSpan } from "../../picture/span.ts";
import { windows } from "../../windows.ts";
import { choose, chooseTag, chosenWindow, filter, tagsIn } from "../state/choice.ts";

export function Toolbar({ catalogue }: { readonly catalogue: Catalogue }) {
  const tags = tagsIn(catalogue).filter(([key, values]) => values.length > 1 || filter.value[key] !== undefined);
  return (
    <div class="toolbar">
      <fieldset class="windows">
        <legend class="unseen">Time window</legend>
        {windows.map((window) => (
          <label key={window.name}>
            <input
              type="radio"
              name="window"
              value={window.name}
              checked={chosenWindow.value === window}
              onChange={() => choose(window)}
            />
            <span aria-hidden="true">{window.name}</span>
            <span class="unseen">the last {showSpan(window.spanMs)}</span>
          </label>
        ))}
      </fieldset>
      {tags.map(([key, values]) => (
        <label key={key} class="tag">
          <span>{key}</span>
          <select value={filter.value[key] ?? ""} onChange={({ currentTarget }) => chooseTag(key, currentTarget.value)}>
            <option value="">all</option>
            {values.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
