import * as z from 'zod';

/** Paths below `/banks` and `/sets` that version 0.1 called differently; programs may still use them. */
export const FORMER_PATHS = { jobs: '/work', catalog: '/shelf', audition: '/hear' } as const;

/** A schema that also accepts the field `place`, which version 0.1 had for `location` and, in an edit, for `position`. */
export function withFormerNames<T extends z.ZodType>(schema: T): z.ZodType<z.output<T>> {
  return z.preprocess((body) => {
    if (!isRecord(body)) return body;
    const { place, edit, ...rest } = body;
    return {
      ...rest,
      ...(place !== undefined && { location: place }),
      ...(edit !== undefined && { edit: renamedEdit(edit) }),
    };
  }, schema);
}

function renamedEdit(edit: unknown): unknown {
  if (!isRecord(edit)) return edit;
  const { place, kind, ...rest } = edit;
  return {
    ...rest,
    kind: kind === 'describe' ? 'edit-details' : kind,
    ...(place !== undefined && { position: place }),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
