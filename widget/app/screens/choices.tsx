/** Two ways to go on, the first of them likelier. */
export function Choices(ways: { main: string; onMain(): void; other: string; onOther(): void }) {
  return (
    <div class="choices">
      <button type="button" class="button main" data-first onClick={ways.onMain}>
        {ways.main}
      </button>
      <button type="button" class="button" onClick={ways.onOther}>
        {ways.other}
      </button>
    </div>
  );
}
