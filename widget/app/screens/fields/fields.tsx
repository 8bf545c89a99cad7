/** The kinds of answers that the standard form does not ask for (C1): to add one, add how it is drawn. */
import { kinds } from '../../../../core/answers/kinds.ts';
import { type Draws, entry, type Field, Line, type Option, Title } from '../door/field.tsx';

export { fill } from '../../kit.ts';
export { default as css } from './fields.css';
export { kinds };

/** By day, for example. */
function groupsOf({ options = [] }: Field): [group: string | undefined, options: Option[]][] {
  return [...new Set(options.map(({ group }) => group))].map((group) => [
    group,
    options.filter((option) => option.group === group),
  ]);
}

const choice =
  (field: Field) =>
  ({ value, label }: Option) => (
    <option key={value} value={value} selected={value === field.value}>
      {label}
    </option>
  );

const Select = (field: Field) => (
  <>
    <Title {...field} />
    <select {...entry(field)} data-first={field.isFirst}>
      <option value="" />
      {groupsOf(field).map(([group, options]) =>
        group ? (
          <optgroup key={group} label={group}>
            {options.map(choice(field))}
          </optgroup>
        ) : (
          options.map(choice(field))
        ),
      )}
    </select>
  </>
);

/** Several boxes, of which one or many can be chosen. */
const boxes = (type: 'radio' | 'checkbox') => (field: Field) => {
  const { name, label, options, required, value, say, invalid, note } = field;
  const chosen = typeof value === 'string' ? [value] : typeof value === 'object' ? value : [];
  return (
    <fieldset {...invalid}>
      <legend>
        {label} {!required && <small>{say('optional')}</small>}
      </legend>
      <div class="boxes">
        {options?.map((option, n) => (
          <label key={option.value} class="box">
            <input
              {...{ type, name }}
              value={option.value}
              data-first={field.isFirst && n === 0}
              defaultChecked={chosen.includes(option.value)}
              onInput={({ currentTarget }) => {
                const all = currentTarget.closest('fieldset')?.querySelectorAll<HTMLInputElement>(':checked') ?? [];
                note([...all].map((box) => box.value));
              }}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
};

export const draws: Draws = {
  number: Line,
  phone: Line,
  date: Line,
  select: Select,
  radio: boxes('radio'),
  checkboxes: boxes('checkbox'),
};
