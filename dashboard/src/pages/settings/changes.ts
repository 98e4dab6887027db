import type { Schema } from '../../api/client'

export type Fields = Record<
  'name' | 'task' | 'label_type' | 'classes' | 'class_policy' | 'iou_threshold' | 'min_annotators',
  string
>

/** The settings of a project as they are typed. */
export const fieldsOf = (project: Schema<'ProjectAnswer'>): Fields => ({
  name: project.name,
  task: project.task,
  label_type: project.label_type,
  classes: project.classes.join('\n'),
  class_policy: project.class_policy,
  iou_threshold: String(project.iou_threshold),
  min_annotators: String(project.min_annotators),
})

/** A number where the text is one; else the text itself, for the server to say what is wrong with it. */
export const asNumber = (text: string): number =>
  (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text) as number

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

/** What was changed, as the API takes it; what was left alone is left out. */
export function changesOf(before: Fields, now: Fields): Schema<'ProjectChange'> {
  const changed = (Object.keys(now) as (keyof Fields)[]).filter((name) => now[name] !== before[name])
  const values = changed.map((name) => {
    if (name === 'classes') return [name, lines(now.classes)]
    if (name === 'iou_threshold' || name === 'min_annotators') return [name, asNumber(now[name])]
    return [name, now[name]]
  })
  return Object.fromEntries(values) as Schema<'ProjectChange'>
}

export type Thresholds = Readonly<Record<string, Readonly<Record<string, number>>>>
/** Typed thresholds by `rule.threshold`. */
export type Typed = Readonly<Record<string, string>>

/** What the project has set, as it is typed. */
export const typedOf = (thresholds: Thresholds): Typed =>
  Object.fromEntries(
    Object.entries(thresholds).flatMap(([rule, own]) =>
      Object.entries(own).map(([name, value]) => [`${rule}.${name}`, String(value)]),
    ),
  )

/** All thresholds that differ from the defaults; an empty field is the default. */
export function thresholdsOf(typed: Typed): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {}
  for (const [key, text] of Object.entries(typed)) {
    const dot = key.lastIndexOf('.')
    const rule = key.slice(0, dot)
    if (text.trim() !== '') found[rule] = { ...found[rule], [key.slice(dot + 1)]: asNumber(text) }
  }
  return found
}
