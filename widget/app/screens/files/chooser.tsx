import type { ComponentChildren } from 'preact';

/** The browser's own way to choose files, or to take a picture of something (`capture`). */
export function Chooser({
  label,
  chose,
  children,
  ...input
}: {
  label: string;
  accept: string;
  capture?: 'environment';
  chose(files: FileList): void;
  children: ComponentChildren;
}) {
  return (
    <label class="chooser" title={label}>
      <input
        type="file"
        multiple
        aria-label={label}
        {...input}
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
