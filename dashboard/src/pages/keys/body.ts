import type { Schema } from '../../api/client'

type Typed = { name: string; scopes: string[]; projects: string[]; annotator: string; days: string }

/** What is sent: no project stands for all, and an annotator belongs to a key of the scope `self` alone. */
export const bodyOf = ({ name, scopes, projects, annotator, days }: Typed): Schema<'NewKey'> => ({
  name: name.trim(),
  scopes,
  projects: projects.length === 0 ? null : projects,
  annotator: scopes.includes('self') ? annotator.trim() : null,
  ...(days.trim() === '' ? {} : { days: Number.isFinite(Number(days)) ? Number(days) : (days as never) }),
})
