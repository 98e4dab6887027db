import { pathOf } from '../../api/client'
import { manyOf, type Search } from '../../app/search'

/** The filters of an export, by the API's own names; of some there may be several. */
const NAMES = [
  'format',
  'labels',
  'verdict',
  'min_iou',
  'min_annotators',
  'min_annotator_accuracy',
  'flag',
  'without_flag',
  'class',
  'kind',
  'annotator',
  'batch',
  'video',
  'quorum',
  'exclude_disputed',
  'splits',
  'split',
  'seed',
] as const
export type Name = (typeof NAMES)[number]

const SEVERAL: ReadonlySet<Name> = new Set(['verdict', 'flag', 'without_flag', 'class'])

/** What is asked for, one pair for each value. */
export const asked = (search: Search): [Name, string][] =>
  NAMES.flatMap((name): [Name, string][] => {
    const text = search[name]
    if (text === undefined || text === '') return []
    return SEVERAL.has(name) ? manyOf(text).map((value) => [name, value]) : [[name, text]]
  })

/** The same as parameters of a call. */
export function parameters(search: Search): Partial<Record<Name, string | string[]>> {
  const found: Partial<Record<Name, string | string[]>> = {}
  for (const [name, value] of asked(search)) {
    const before = found[name]
    if (SEVERAL.has(name)) found[name] = Array.isArray(before) ? [...before, value] : [value]
    else found[name] = value
  }
  return found
}

/** The path of the call, with its query. */
export function pathOfExport(project: string, search: Search): string {
  const query = new URLSearchParams(asked(search)).toString()
  return pathOf('/v1/projects/{project_id}/export', { project_id: project }) + (query && `?${query}`)
}

/** A word of a POSIX shell: whatever it holds is one argument, and nothing in it is carried out. */
export const quoted = (text: string): string =>
  /^[A-Za-z0-9_/:.,@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** The call with curl. The key comes from the environment: it is part of no command. */
export const curlOf = (base: string, project: string, search: Search): string =>
  [
    'curl --fail --remote-name --remote-header-name',
    '-H "Authorization: Bearer $LABELQA_KEY"',
    quoted(base + pathOfExport(project, search)),
  ].join(' \\\n  ')

/** One option; joined by `=` where the value would else be taken for an option itself. */
function option(name: Name, value: string): string {
  const flag = `--${name.replaceAll('_', '-')}`
  if (name === 'exclude_disputed') return flag
  return value.startsWith('-') ? quoted(`${flag}=${value}`) : `${flag} ${quoted(value)}`
}

/** The equal command of `labelqa`, which reads LABELQA_KEY by itself and writes the manifest beside the file. */
export function commandOf(base: string, project: string, search: Search, file: string): string {
  const options = asked(search)
    .filter(([name, value]) => name !== 'exclude_disputed' || value === 'true')
    .map(([name, value]) => option(name, value))
  const id = project.startsWith('-') ? `-- ${quoted(project)}` : quoted(project)
  return ['labelqa export', `--server ${quoted(base)}`, ...options, `-o ${quoted(file)}`, id].join(' \\\n  ')
}

const ENDINGS: Readonly<Record<string, string>> = {
  'native': 'jsonl',
  'coco': 'json',
  'label-studio': 'json',
  'label-studio-predictions': 'json',
  'parquet': 'parquet',
}

/** What the file is called: archives hold the formats of many files. */
export const fileOf = (format: string | undefined): string => `labels.${ENDINGS[format ?? 'native'] ?? 'zip'}`
