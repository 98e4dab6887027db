type Fields = Readonly<Record<'kind' | 'project' | 'tasks' | 'projects' | 'org', string>>

/** A number where the text is one; else the text, for the server to say what is wrong with it. */
const number = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text)

const ids = (text: string): (number | string)[] =>
  text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(number)

/** What of a tool is taken, as the API has it: only what was filled in. */
export function optionsOf({ kind, project, tasks, projects, org }: Fields): Record<string, unknown> {
  if (kind === 'label_studio') return { project: number(project.trim()) }
  return {
    ...(projects.trim() === '' ? {} : { projects: ids(projects) }),
    ...(tasks.trim() === '' ? {} : { tasks: ids(tasks) }),
    ...(org.trim() === '' ? {} : { org: org.trim() }),
  }
}
