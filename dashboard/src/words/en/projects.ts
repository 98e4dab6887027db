export const projects = {
  title: 'Projects',
  task: { detection: 'detection', classification: 'classification' } as Readonly<Record<string, string>>,
  about: (task: string, classes: string) => `${task} · ${classes}`,
  classes: { one: '# class', other: '# classes' },
}
