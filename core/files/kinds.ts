/**
 * The kinds of files that people send each other, one row each. What a name says and what the content is must belong to the same
 * row. No row has anything that a browser or a desk runs: pages, scripts, programs, drawings with scripts (SVG).
 */
interface Kind {
  /** In lower case, and the type that an upload of that name is announced as. */
  extensions: Readonly<Record<string, string>>;
  /** What the content may turn out to be, beyond the types above. */
  also?: readonly string[];
}

const office = 'application/vnd.openxmlformats-officedocument';

const fileKinds = {
  pictures: {
    extensions: {
      ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp' },
      ...{ avif: 'image/avif', heic: 'image/heic', heif: 'image/heif' },
    },
  },
  pdf: { extensions: { pdf: 'application/pdf' } },
  documents: {
    extensions: {
      docx: `${office}.wordprocessingml.document`,
      xlsx: `${office}.spreadsheetml.sheet`,
      pptx: `${office}.presentationml.presentation`,
      odt: 'application/vnd.oasis.opendocument.text',
      ods: 'application/vnd.oasis.opendocument.spreadsheet',
      odp: 'application/vnd.oasis.opendocument.presentation',
      ...{ doc: 'application/msword', xls: 'application/vnd.ms-excel', ppt: 'application/vnd.ms-powerpoint' },
      ...{ rtf: 'application/rtf', txt: 'text/plain', csv: 'text/csv' },
    },
    // The container of Office files before 2007.
    also: ['application/x-cfb'],
  },
  sound: {
    extensions: { mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', wav: 'audio/wav' },
    also: ['audio/x-m4a', 'audio/opus', 'audio/ogg; codecs=opus'],
  },
  video: {
    extensions: { mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm' },
    also: ['video/x-m4v', 'video/matroska'],
  },
  archives: { extensions: { zip: 'application/zip' } },
} as const satisfies Record<string, Kind>;

export type FileKind = keyof typeof fileKinds;
// Pure: the widget takes `isShown` from here, and leaves out the table.
export const fileKindNames = /* @__PURE__ */ Object.keys(fileKinds) as FileKind[];

const rows: Readonly<Record<FileKind, Kind>> = fileKinds;

/** For a page's file chooser: `.jpg,.jpeg`. */
export const acceptOf = (kinds: readonly FileKind[]): string =>
  kinds.flatMap((kind) => Object.keys(rows[kind].extensions).map((extension) => `.${extension}`)).join();

const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** What the file's name says that it is: undefined for a name that no kind has. */
export function kindOfName(name: string): { kind: FileKind; type: string } | undefined {
  const extension = extensionOf(name);
  for (const kind of fileKindNames) {
    const { extensions } = rows[kind];
    const type = Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
    if (type !== undefined) return { kind, type };
  }
  return undefined;
}

/** Whether content of this type may have this name: a photo that is called a PDF may not. */
export function mayBeCalled(name: string, type: string): boolean {
  const named = kindOfName(name);
  if (!named) return false;
  const { extensions, also = [] } = rows[named.kind];
  return Object.values(extensions).includes(type) || also.includes(type);
}

/** What a browser draws without running anything in it. */
const DRAWN = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'];

/** Whether content of this type is shown where it stands, and not only offered to be saved. */
export const isShown = (type: string): boolean => DRAWN.includes(type);
