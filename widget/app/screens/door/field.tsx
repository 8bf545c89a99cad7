/** How an answer is asked for: the kinds of the standard form. `screens/fields` has the others. */
import type { ComponentChildren } from 'preact';
import type { Given } from '../../../../core/answers/simple.ts';
import type { SeenElement } from '../../../../core/forms/seen.ts';
import type { Ui } from '../../ui.ts';

/** `group`: what it stands below. */
export type Option = NonNullable<SeenElement['options']>[number] & { group?: string };
/** An element as it is drawn. */
export type Drawn = Omit<SeenElement, 'options'> & { options?: Option[] | undefined };

export interface Field
  extends Pick<Drawn, 'label' | 'kind' | 'required' | 'options' | 'most' | 'accept' | 'maxBytes' | 'link' | 'is'> {
  ui: Ui;
  say: Ui['say'];
  name: string;
  /** What was written before. */
  value: Given | undefined;
  isFirst: boolean;
  /** Attributes: whether it is wrong, and what describes it. */
  invalid: object;
  note(value: Given): void;
}

export type Draws = Record<string, (field: Field) => ComponentChildren>;

/** As browsers know them. */
const suggested: Record<string, string> = { phone: 'tel' };
const keyboards: Record<string, string> = { email: 'email', phone: 'tel', number: 'decimal' };

export const Title = ({ name, label, required, say }: Field) => (
  <label for={name}>
    {label} {!required && <small>{say('optional')}</small>}
  </label>
);

/** What every input has. */
export const entry = ({ name, value, note, invalid, required }: Field) => ({
  ...{ id: name, name, required, ...invalid },
  defaultValue: `${value ?? ''}`,
  onInput: ({ currentTarget }: { currentTarget: { value: string } }) => note(currentTarget.value),
});

export const Line = (field: Field) => (
  <>
    <Title {...field} />
    <input
      {...entry(field)}
      data-first={field.isFirst}
      inputMode={keyboards[field.kind] ?? 'text'}
      autocomplete={(field.is && suggested[field.is]) ?? field.is ?? 'off'}
      maxLength={field.kind === 'email' ? 254 : field.most}
    />
  </>
);

export const Lines = (field: Field) => (
  <>
    <Title {...field} />
    <textarea {...entry(field)} data-first={field.isFirst} rows={3} maxLength={field.most} dir="auto" />
  </>
);

export const Agreement = ({ name, label, link, say, invalid, note, required }: Field) => (
  <label class="consent">
    <input
      type="checkbox"
      {...{ name, required, ...invalid }}
      onInput={({ currentTarget }) => note(currentTarget.checked)}
    />
    <span>
      {label}{' '}
      {link && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {say('readMore')}
        </a>
      )}
    </span>
  </label>
);
