import type { ComponentChildren } from 'preact';

/** The browser's own way to choose files, or to take a picture of something (`capture`). */
export function Chooser({
  label,
  chose,
  invalid,
  children,
  ...input
}: {
  label: string;
  accept: string;
  multiple: boolean;
  capture?: 'environment';
  /** Attributes: whether it is wrong, and what describes it. */
  invalid?: object;
  chose(files: FileList): void;
  children: ComponentChildren;
}) {
  return (
    <label class="chooser" title={label}>
      <input
        type="file"
        aria-label={label}
        {...input}
        {...invalid}
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) chose(currentTarget.files);
          // So that the same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      {children}
    </label>
  );
}
